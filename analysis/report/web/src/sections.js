// The sections of the page, in their order.
import "./sections/answer.js";
import "./sections/interventions.js";
import "./sections/over_time.js";
import "./sections/who_gains.js";
import "./sections/costs.js";
import "./sections/hours.js";
import "./sections/sweep.js";
import "./sections/assumptions.js";
