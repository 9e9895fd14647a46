import type { Rule } from "../engine/rule.ts";
import { vendorJurisdiction } from "../rules/JUR-001/rule.ts";
import { undeclaredSubprocessor } from "../rules/JUR-002/rule.ts";
import { transferBasisExpired } from "../rules/JUR-003/rule.ts";
import { usParentPlatform } from "../rules/JUR-004/rule.ts";
import { sovereignRealmPin } from "../rules/JUR-005/rule.ts";
import { euLocatedUsOwned } from "../rules/JUR-006/rule.ts";
import { observabilitySaas } from "../rules/OBS-001/rule.ts";
import { registryAllowList } from "../rules/SUP-001/rule.ts";
import { implicitDockerHub } from "../rules/SUP-002/rule.ts";
import { chartOrigin } from "../rules/SUP-003/rule.ts";
import { opaqueChartImages } from "../rules/SUP-004/rule.ts";
import { digestPin } from "../rules/SUP-005/rule.ts";
import { remoteManifest } from "../rules/SUP-006/rule.ts";
import { modelHub } from "../rules/SUP-007/rule.ts";
import { packageIndex } from "../rules/SUP-008/rule.ts";
import { buildEgress } from "../rules/SUP-009/rule.ts";

/** Who can be compelled, and what the software is made of. */
export const subprocessorRules: readonly Rule[] = [
  vendorJurisdiction,
  undeclaredSubprocessor,
  transferBasisExpired,
  usParentPlatform,
  sovereignRealmPin,
  euLocatedUsOwned,
  registryAllowList,
  implicitDockerHub,
  chartOrigin,
  opaqueChartImages,
  digestPin,
  remoteManifest,
  modelHub,
  packageIndex,
  buildEgress,
  observabilitySaas,
];
