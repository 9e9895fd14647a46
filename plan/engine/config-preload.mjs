// Loaded into the program's process before the program. Configuration comes on standard input: an environment variable
// holds 128 KiB at most on Linux (MAX_ARG_STRLEN), which a thousand nodes exceed, and is readable in /proc.
import { readFileSync } from "node:fs";

const { config, secretKeys } = JSON.parse(readFileSync(0, "utf8"));
process.env.PULUMI_CONFIG = JSON.stringify(config);
process.env.PULUMI_CONFIG_SECRET_KEYS = JSON.stringify(secretKeys);
