import { PolicyPack } from "@pulumi/policy";
import { policiesOf } from "../engine/pack.ts";
import { hardeningRules } from "./rules.ts";

new PolicyPack("hardening", { policies: policiesOf(hardeningRules) });
