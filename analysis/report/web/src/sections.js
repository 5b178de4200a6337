// The sections of the page, in their order.
import "./sections/package.js";
import "./sections/answer.js";
import "./sections/interventions.js";
import "./sections/over_time.js";
import "./sections/who_gains.js";
import "./sections/costs.js";
import "./sections/hours.js";
import "./sections/sweep.js";
import "./sections/knowing.js";
import "./sections/assumptions.js";

// Of a calibration.
import "./sections/calibrated.js";
import "./sections/known.js";
import "./sections/narrowed.js";
import "./sections/together.js";
import "./sections/conflicts.js";
import "./sections/how_made.js";
