# r_test.R RESULTS.h5: can R read a results file as docs/results.md says? Exit status 0 yes, 1 no, 2 cannot tell.
paths <- commandArgs(trailingOnly = TRUE)
if (length(paths) != 1 || !requireNamespace("ncdf4", quietly = TRUE)) {
  message("usage: Rscript r_test.R RESULTS.h5   (needs the package ncdf4)")
  quit(status = 2)
}
library(ncdf4)

wrong <- character()
expect <- function(holds, what) if (!isTRUE(holds)) wrong <<- c(wrong, what)

nc <- nc_open(paths[1])
one <- nc$var[["participants"]]
expect(!is.null(one), "there are participants")
if (!is.null(one)) {
  names <- sapply(one$dim, function(d) d$name)
  # ncdf4 turns the axes around: the fastest comes first.
  expect(identical(names, c("channel", "band", "community", "week", "run")),
         paste("dimensions of participants:", paste(names, collapse = ", ")))
  expect(identical(one$units, "person"), paste("units of participants:", one$units))
  participants <- ncvar_get(nc, "participants", collapse_degen = FALSE)
  residents <- ncvar_get(nc, "residents", collapse_degen = FALSE)
  share <- sum(participants) / sum(residents)
  expect(is.finite(share) && share > 0 && share <= 1, paste("mean participation:", share))
  arm <- ncvar_get(nc, "arm")
  expect(length(arm) == dim(participants)[5], "an arm for each run")
  expect(all(ncvar_get(nc, "runs/status") == 0), "all runs are complete")
}
nc_close(nc)

for (line in wrong) cat(line, "\n")
cat(if (length(wrong)) paste(length(wrong), "differences") else "as documented", "\n")
quit(status = if (length(wrong)) 1 else 0)
