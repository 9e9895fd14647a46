import type {
  AnalyzeDiagnostic,
  AnalyzeRequest,
  AnalyzerInfo,
  AnalyzerProviderResource,
  AnalyzerResource,
  AnalyzerResourceOptions,
  PolicyInfo as PolicyInfoMessage,
} from "@pulumi/pulumi/proto/analyzer_pb.js";
import messages from "@pulumi/pulumi/proto/analyzer_pb.js";
import type { Struct } from "google-protobuf/google/protobuf/struct_pb.js";
import type { EnforcementLevel, PlannedResource, Severity } from "../model.ts";
import { encodeProperties, type PropertyMap } from "./codec.ts";
import type { PackConfig, PolicySettings } from "./pack-config.ts";
import type { PackDiagnostic, PackInfo, PolicyInfo } from "./packs.ts";

const levels: readonly EnforcementLevel[] = ["advisory", "mandatory", "disabled", "remediate"];
const severities: readonly (Severity | undefined)[] = [undefined, "low", "medium", "high", "critical"];

export function levelNumber(level: EnforcementLevel): number {
  return levels.indexOf(level);
}

export function packInfo(info: AnalyzerInfo): PackInfo {
  return { name: info.getName(), version: info.getVersion(), policies: info.getPoliciesList().map(policyInfo) };
}

/** Settings that the pack's own code chose when it was constructed. */
export function initialConfig(info: AnalyzerInfo): PackConfig {
  const config: Record<string, PolicySettings> = {};
  for (const [name, settings] of info.getInitialconfigMap().entries()) {
    config[name] = {
      ...settings.getProperties()?.toJavaScript(),
      enforcementLevel: levelName(settings.getEnforcementlevel()),
    };
  }
  return config;
}

/** How the SDK words that a rule met a value that only the cloud can give: the rule has then judged nothing. */
const unjudged = /^can't run (?:policy|remediation) '.*' from policy pack '.*' during preview: /s;

export function diagnostic(message: AnalyzeDiagnostic, fallbackUrn: string): PackDiagnostic {
  const text = message.getMessage();
  return {
    pack: message.getPolicypackname(),
    policy: message.getPolicyname(),
    level: levelName(message.getEnforcementlevel()),
    severity: severities[message.getSeverity()],
    urn: message.getUrn() || fallbackUrn,
    message: text,
    description: message.getDescription(),
    unjudged: unjudged.test(text),
  };
}

/** What a pack is told about one resource before it would be created: its inputs. */
export function analyzeRequest(resource: PlannedResource, provider: PlannedResource | undefined): AnalyzeRequest {
  return new messages.AnalyzeRequest()
    .setUrn(resource.urn)
    .setType(resource.type)
    .setName(resource.name)
    .setProperties(encodeForPack(resource.properties))
    .setOptions(resourceOptions(resource))
    .setProvider(provider && providerResource(provider));
}

/** The same for a pack that may correct the inputs: what it leaves out would be gone, so nothing is kept from it. */
export function remediateRequest(resource: PlannedResource, provider: PlannedResource | undefined): AnalyzeRequest {
  return analyzeRequest(resource, provider).setProperties(encodeProperties(resource.properties));
}

/** What a pack is told about one resource of the whole stack: its outputs, which for a custom resource are its inputs. */
export function stackResource(resource: PlannedResource, provider: PlannedResource | undefined): AnalyzerResource {
  const message = new messages.AnalyzerResource()
    .setUrn(resource.urn)
    .setType(resource.type)
    .setName(resource.name)
    .setProperties(encodeForPack(resource.custom ? resource.properties : resource.outputs))
    .setOptions(resourceOptions(resource))
    .setProvider(provider && providerResource(provider))
    .setParent(resource.parent)
    .setDependenciesList([...resource.dependencies]);
  for (const [key, urns] of Object.entries(resource.propertyDependencies)) {
    message.getPropertydependenciesMap().set(key, new messages.AnalyzerPropertyDependencies().setUrnsList([...urns]));
  }
  return message;
}

/** Every pack is told of every resource twice, and of a provider with each resource that it serves. */
const encoded = new WeakMap<PropertyMap, Struct>();

/** As the real engine: secrets keep their mark, which the policy SDK takes off, and engine-internal keys stay away. */
function encodeForPack(properties: PropertyMap): Struct {
  const message = encoded.get(properties) ?? encodeProperties(properties, { skipInternalKeys: true });
  encoded.set(properties, message);
  return message;
}

function resourceOptions(resource: PlannedResource): AnalyzerResourceOptions {
  const timeouts = new messages.AnalyzerResourceOptions.CustomTimeouts()
    .setCreate(resource.customTimeouts.create ?? 0)
    .setUpdate(resource.customTimeouts.update ?? 0)
    .setDelete(resource.customTimeouts.delete ?? 0);
  return new messages.AnalyzerResourceOptions()
    .setProtect(resource.protect)
    .setIgnorechangesList([...resource.ignoreChanges])
    .setDeletebeforereplace(resource.deleteBeforeReplace ?? false)
    .setDeletebeforereplacedefined(resource.deleteBeforeReplace !== undefined)
    .setAdditionalsecretoutputsList([...resource.additionalSecretOutputs])
    .setAliasesList([...resource.aliases])
    .setCustomtimeouts(timeouts)
    .setParent(resource.parent);
}

function providerResource(provider: PlannedResource): AnalyzerProviderResource {
  return new messages.AnalyzerProviderResource()
    .setUrn(provider.urn)
    .setType(provider.type)
    .setName(provider.name)
    .setProperties(encodeForPack(provider.properties));
}

function policyInfo(info: PolicyInfoMessage): PolicyInfo {
  const schema = info.getConfigschema();
  const framework = info.getFramework();
  return {
    name: info.getName(),
    displayName: info.getDisplayname(),
    description: info.getDescription(),
    level: levelName(info.getEnforcementlevel()),
    severity: severities[info.getSeverity()],
    scope: info.getPolicyType() === messages.PolicyType.POLICY_TYPE_STACK ? "stack" : "resource",
    tags: info.getTagsList(),
    remediationSteps: info.getRemediationSteps(),
    url: info.getUrl(),
    framework: framework && {
      name: framework.getName(),
      version: framework.getVersion(),
      reference: framework.getReference(),
      specification: framework.getSpecification(),
    },
    configSchema: schema && {
      properties: (schema.getProperties()?.toJavaScript() ?? {}) as Record<string, { readonly default?: unknown }>,
      required: schema.getRequiredList(),
    },
  };
}

function levelName(level: number): EnforcementLevel {
  const name = levels[level];
  if (name === undefined) throw new Error(`the pack uses an enforcement level that is not known: ${level}`);
  return name;
}
