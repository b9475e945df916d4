// main.js - brings the parts of the page together; docs/sim.md has the protocol that they speak
import { connect } from "./dom.js";
import "./device.js";
import "./meters.js";
import "./counter.js";
import "./wire.js";
import "./lessons.js";

// After a click the keyboard is the handheld's again; who walks by Tab keeps the focus.
addEventListener("click", (event) => { if (event.detail) event.target.closest?.("button")?.blur(); });

connect();
