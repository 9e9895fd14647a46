import { backupsHaveAPlace, dumpsMayGoWhenTheyAreOld } from "./cross-field/backup.ts";
import { contributorsAreWhereTheirPoolIs } from "./cross-field/contributors.ts";
import { discoveryAnswersForThisEnvironment } from "./cross-field/discovery.ts";
import { addressesAreToldByTheBalancer } from "./cross-field/edge.ts";
import { ocidsBelongHere } from "./cross-field/identifiers.ts";
import { rangesDoNotOverlap } from "./cross-field/network.ts";
import {
  authoritiesGetTheirBinding,
  cloudServicesExist,
  copiesAreLocked,
  disksCanHoldState,
  externalRedisSpeaksTls,
  postgresFitsItsMemory,
  redisFitsItsDisk,
  replicasAllowAFailure,
} from "./cross-field/platform.ts";
import {
  availabilityDomainsExist,
  boundsAreOrdered,
  gpuPoolsFitTheirShape,
  personalDataHasACountry,
  systemPoolFitsItsShape,
} from "./cross-field/pools.ts";
import { pythonComesFromTheMirror } from "./cross-field/python-archive.ts";
import { acceptancesEndAfterTheyBegin, developmentMakesNoClaim } from "./cross-field/residency.ts";
import {
  externalKeysAreComplete,
  replicationLeavesTheRegion,
  retentionExcludesVersioning,
} from "./cross-field/storage.ts";
import { cpuWorkersFitTheSystemPool, gpuWorkersFitTheirNodes } from "./cross-field/workers.ts";
import { Draft } from "./draft.ts";
import type { Issue } from "./issue.ts";

type Rule = (config: Draft) => Issue[];

const rules: readonly Rule[] = [
  ocidsBelongHere,
  rangesDoNotOverlap,
  boundsAreOrdered,
  systemPoolFitsItsShape,
  gpuPoolsFitTheirShape,
  availabilityDomainsExist,
  personalDataHasACountry,
  externalKeysAreComplete,
  retentionExcludesVersioning,
  replicationLeavesTheRegion,
  contributorsAreWhereTheirPoolIs,
  acceptancesEndAfterTheyBegin,
  developmentMakesNoClaim,
  discoveryAnswersForThisEnvironment,
  externalRedisSpeaksTls,
  redisFitsItsDisk,
  postgresFitsItsMemory,
  replicasAllowAFailure,
  cloudServicesExist,
  disksCanHoldState,
  authoritiesGetTheirBinding,
  copiesAreLocked,
  addressesAreToldByTheBalancer,
  gpuWorkersFitTheirNodes,
  cpuWorkersFitTheSystemPool,
  pythonComesFromTheMirror,
  backupsHaveAPlace,
  dumpsMayGoWhenTheyAreOld,
];

/** Mistakes that no field has by itself. Every rule runs on every file, however many mistakes it has. */
export function crossFieldIssues(raw: unknown): Issue[] {
  const config = new Draft(raw);
  return rules.flatMap((rule) => rule(config));
}
