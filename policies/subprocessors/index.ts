import { PolicyPack } from "@pulumi/policy";
import { policiesOf } from "../engine/pack.ts";
import { subprocessorRules } from "./rules.ts";

new PolicyPack("subprocessors", { policies: policiesOf(subprocessorRules) });
