import type { Rule } from "../engine/rule.ts";
import { regionAllowList } from "../rules/RES-001/rule.ts";
import { regionExplicit } from "../rules/RES-002/rule.ts";
import { unknownFailsClosed } from "../rules/RES-003/rule.ts";
import { falseFriendRegion } from "../rules/RES-004/rule.ts";
import { noGlobalLocation } from "../rules/RES-005/rule.ts";
import { identifierRegion } from "../rules/RES-006/rule.ts";
import { crossRegionReplication } from "../rules/RES-007/rule.ts";
import { backupDestination } from "../rules/RES-008/rule.ts";
import { outOfAreaPeering } from "../rules/RES-009/rule.ts";
import { drPeer } from "../rules/RES-010/rule.ts";
import { telemetryHome } from "../rules/RES-011/rule.ts";
import { contributorNodePlacement } from "../rules/RES-012/rule.ts";
import { storageTopology } from "../rules/RES-013/rule.ts";
import { cdnEdge } from "../rules/RES-014/rule.ts";
import { dnsSteering } from "../rules/RES-015/rule.ts";

/** Where bytes are. */
export const residencyRules: readonly Rule[] = [
  regionAllowList,
  regionExplicit,
  unknownFailsClosed,
  falseFriendRegion,
  noGlobalLocation,
  identifierRegion,
  crossRegionReplication,
  backupDestination,
  outOfAreaPeering,
  drPeer,
  telemetryHome,
  contributorNodePlacement,
  storageTopology,
  cdnEdge,
  dnsSteering,
];
