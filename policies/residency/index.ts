import { PolicyPack } from "@pulumi/policy";
import { policiesOf } from "../engine/pack.ts";
import { residencyRules } from "./rules.ts";

new PolicyPack("residency", { policies: policiesOf(residencyRules) });
