// Loaded into the program of a test before the SDK.
import { lightenProgram } from "../../plan/engine/lighter-sdk.mjs";

lightenProgram();
