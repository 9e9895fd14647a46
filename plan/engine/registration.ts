import type { Alias } from "@pulumi/pulumi/proto/alias_pb.js";
import aliases from "@pulumi/pulumi/proto/alias_pb.js";
import type { RegisterResourceRequest, TransformResourceOptions } from "@pulumi/pulumi/proto/resource_pb.js";
import messages from "@pulumi/pulumi/proto/resource_pb.js";
import type { PlannedResource } from "../model.ts";
import { parseDurationSeconds } from "./duration.ts";
import { makeUrn, parentTypeOf, parseUrn } from "./urn.ts";

type Dependencies = PlannedResource["propertyDependencies"];

/** The options of a registration in the form that transforms work on. */
export function registrationOptions(request: RegisterResourceRequest): TransformResourceOptions {
  const options = new messages.TransformResourceOptions()
    .setDependsOnList(request.getDependenciesList())
    .setIgnoreChangesList(request.getIgnorechangesList())
    .setReplaceOnChangesList(request.getReplaceonchangesList())
    .setVersion(request.getVersion())
    .setAliasesList([
      ...request.getAliasurnsList().map((urn) => new aliases.Alias().setUrn(urn)),
      ...request.getAliasesList(),
    ])
    .setProvider(request.getProvider())
    .setCustomTimeouts(request.getCustomtimeouts())
    .setPluginDownloadUrl(request.getPlugindownloadurl())
    .setDeletedWith(request.getDeletedwith())
    .setAdditionalSecretOutputsList(request.getAdditionalsecretoutputsList())
    .setHooks(request.getHooks())
    .setImport(request.getImportid())
    .setHideDiffList(request.getHidediffsList())
    .setReplaceWithList(request.getReplaceWithList())
    .setReplacementTrigger(request.getReplacementTrigger());
  if (request.hasProtect()) options.setProtect(request.getProtect() === true);
  if (request.hasRetainondelete()) options.setRetainOnDelete(request.getRetainondelete() === true);
  if (request.getDeletebeforereplacedefined()) options.setDeleteBeforeReplace(request.getDeletebeforereplace());
  for (const [name, reference] of request.getProvidersMap().entries()) options.getProvidersMap().set(name, reference);
  return options;
}

/** Property name → sorted URNs; properties that depend on nothing are left out. */
export function propertyDependenciesOf(request: RegisterResourceRequest): Dependencies {
  const result: Record<string, readonly string[]> = {};
  for (const [key, dependencies] of request.getPropertydependenciesMap().entries()) {
    const urns = dependencies.getUrnsList();
    if (urns.length > 0) result[key] = sortedUnique(urns);
  }
  return result;
}

/** What a resource's options say about it, after all transforms. */
export function describeOptions(
  options: TransformResourceOptions,
  urn: string,
  parent: string,
): Pick<
  PlannedResource,
  | "protect"
  | "ignoreChanges"
  | "replaceOnChanges"
  | "aliases"
  | "additionalSecretOutputs"
  | "deleteBeforeReplace"
  | "customTimeouts"
> {
  return {
    protect: options.getProtect() === true,
    ignoreChanges: options.getIgnoreChangesList(),
    ...(options.getReplaceOnChangesList().length > 0 && { replaceOnChanges: options.getReplaceOnChangesList() }),
    aliases: [...new Set(options.getAliasesList().map((alias) => aliasUrn(alias, urn, parent)))],
    additionalSecretOutputs: [...new Set(options.getAdditionalSecretOutputsList())],
    deleteBeforeReplace: options.hasDeleteBeforeReplace() ? options.getDeleteBeforeReplace() : undefined,
    customTimeouts: timeoutsOf(options),
  };
}

export function sortedUnique(texts: Iterable<string>): readonly string[] {
  return [...new Set(texts)].sort();
}

/** The former URN that an alias stands for: what it leaves out is as it is now. */
function aliasUrn(alias: Alias, urn: string, parent: string): string {
  const spec = alias.getSpec();
  if (spec === undefined) return alias.getUrn();
  const current = parseUrn(urn);
  const aliasParent = spec.getNoparent() ? "" : spec.getParenturn() || parent;
  return makeUrn({
    stack: spec.getStack() || current.stack,
    project: spec.getProject() || current.project,
    parentType: parentTypeOf(aliasParent),
    type: spec.getType() || current.type,
    name: spec.getName() || current.name,
  });
}

function timeoutsOf(options: TransformResourceOptions): PlannedResource["customTimeouts"] {
  const timeouts = options.getCustomTimeouts();
  const seconds = (text: string | undefined) => (text ? parseDurationSeconds(text) : undefined);
  const create = seconds(timeouts?.getCreate());
  const update = seconds(timeouts?.getUpdate());
  const remove = seconds(timeouts?.getDelete());
  return {
    ...(create === undefined ? {} : { create }),
    ...(update === undefined ? {} : { update }),
    ...(remove === undefined ? {} : { delete: remove }),
  };
}
