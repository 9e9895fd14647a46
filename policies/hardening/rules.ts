import type { Rule } from "../engine/rule.ts";
import { art30Tags } from "../rules/EVD-001/rule.ts";
import { logRetention } from "../rules/EVD-002/rule.ts";
import { waiverHygiene } from "../rules/EVD-003/rule.ts";
import { registerDrift } from "../rules/EVD-004/rule.ts";
import { auditImmutability } from "../rules/EVD-005/rule.ts";
import { customerManagedKey } from "../rules/KEY-001/rule.ts";
import { keyCustody } from "../rules/KEY-002/rule.ts";
import { secretReplication } from "../rules/KEY-003/rule.ts";
import { defaultDenyEgress } from "../rules/NET-001/rule.ts";
import { egressAllowList } from "../rules/NET-002/rule.ts";
import { resolver } from "../rules/NET-003/rule.ts";
import { timeSource } from "../rules/NET-004/rule.ts";
import { overlayControlPlane } from "../rules/NET-005/rule.ts";
import { acmeCa } from "../rules/NET-006/rule.ts";
import { notificationTarget } from "../rules/NET-007/rule.ts";
import { mailRelay } from "../rules/NET-008/rule.ts";
import { phoneHome } from "../rules/NET-009/rule.ts";
import { stateBackend } from "../rules/OPS-001/rule.ts";
import { secretsProvider } from "../rules/OPS-002/rule.ts";
import { pluginSource } from "../rules/OPS-003/rule.ts";
import { opaqueExecution } from "../rules/OPS-004/rule.ts";
import { blindSpots } from "../rules/OPS-005/rule.ts";
import { ciIdentity } from "../rules/OPS-006/rule.ts";
import { nestedIac } from "../rules/OPS-007/rule.ts";

/** What gets out, who holds the keys, who deploys, and what can be shown. */
export const hardeningRules: readonly Rule[] = [
  defaultDenyEgress,
  egressAllowList,
  resolver,
  timeSource,
  overlayControlPlane,
  acmeCa,
  notificationTarget,
  mailRelay,
  phoneHome,
  customerManagedKey,
  keyCustody,
  secretReplication,
  stateBackend,
  secretsProvider,
  pluginSource,
  opaqueExecution,
  blindSpots,
  ciIdentity,
  nestedIac,
  art30Tags,
  logRetention,
  waiverHygiene,
  registerDrift,
  auditImmutability,
];
