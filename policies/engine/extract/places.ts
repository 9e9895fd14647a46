import type { Provider } from "../resolve/providers.ts";
import { type Region, regionsNamed, resolveRegion } from "../resolve/regions.ts";
import type { FoundHost } from "./hosts.ts";
import { type Identifier, identifierOfHost, identifiersIn } from "./identifiers.ts";
import type { FoundImage } from "./images.ts";
import { ownValue } from "./own-value.ts";
import {
  type FreePlace,
  freePlace,
  isNoPlace,
  namedPlace,
  type PlaceField,
  type PlaceRole,
  PRIMARY,
  placeField,
  platformPlace,
  roleOfSections,
} from "./place-fields.ts";
import { isProse } from "./prose.ts";
import { type Certainty, type Leaf, type Node, UNKNOWN_PART } from "./walk.ts";
import { fieldOf, item, nameOf, plainName, under, type Where } from "./where.ts";

/** A place that a resource names, with the table's row for it. */
export interface Place {
  /** `undefined` when the place comes from the resource's provider. */
  readonly where: Where | undefined;
  readonly holder: Where | undefined;
  readonly role: PlaceRole;
  readonly form: "region" | Identifier["form"];
  /** As written; `""` when unknown. */
  readonly text: string;
  /** The part that names the region; `""` when there is none, as in a tenancy's OCID. */
  readonly region: string;
  readonly certainty: Certainty;
  /** Provider of the region table; `undefined` when the text does not say whose region it means. */
  readonly provider: string | undefined;
  readonly row: Region | undefined;
  /** OCI realm that an identifier states. */
  readonly realm?: string | undefined;
}

/** What a reader of places must know of the resource. */
export interface PlaceContext {
  readonly type: string;
  readonly isProvider: boolean;
  readonly provider: Provider | undefined;
  /** The package only lends its protocol: its endpoints are somebody else's, and so are its regions. */
  readonly foreign: boolean;
}

interface Field extends PlaceField {
  readonly provider: string | undefined;
  /** A setting in text or in a workload, not a cloud resource's own field. */
  readonly free: boolean;
}

/** A text with its place, whatever it was read from. */
type Said = Omit<Leaf, "split">;

/** The place that a list of arguments names in two of its items: `"--region", "us-east-1"`. */
export function placesInArguments(node: Node, type: string): readonly Place[] {
  const { value, where, secret } = node;
  if (!Array.isArray(value) || !where) return [];
  return Object.keys(value).flatMap((_, index) => {
    const [flag, text] = [ownValue(value, String(index)), ownValue(value, String(index + 1))];
    if (typeof flag !== "string" || typeof text !== "string" || !/region$|^(--location|--zone|-l)$/.test(flag))
      return [];
    const at = item(where, index + 1);
    const certainty = secret ? "secret" : "known";
    const [tool] = value as readonly unknown[];
    const line = flag.endsWith("region") ? `${flag} ${text}` : `${tool} ${flag} ${text}`;
    return toldRegions({ where: at, holder: where, text: line, certainty }, type);
  });
}

/** Every place that one scalar names, by its field or by its own syntax. */
export function placesIn(leaf: Leaf, context: PlaceContext): readonly Place[] {
  const field = fieldMeaning(leaf, context);
  if (leaf.certainty === "unknown") return field?.decisive ? [unknownPlace(leaf, field)] : [];
  if (leaf.split || leaf.text === "") return [];
  const identifiers = identifiersIn(leaf.text);
  const told = toldRegions(leaf, context.type);
  if (identifiers.length + told.length > 0)
    return isProse(leaf.where)
      ? []
      : [...told, ...identifiers.flatMap((identifier) => identified(leaf, identifier, field, context.type))];
  if (!field || leaf.text.length > LONGEST_REGION || isNoPlace(nameOf(leaf.where), leaf.text) || isProse(leaf.where))
    return [];
  return leaf.text.includes(UNKNOWN_PART) ? [unknownPlace(leaf, field)] : regional(leaf, field);
}

const LONGEST_REGION = 128;

/** Arguments by which commands are told a region: `--region us-east-1`, `--destination-region=…`. */
const REGION_ARGUMENT = /(?:^|\s)--((?:[\w-]{1,40}-)?region)(?:[ \t]{1,9}|=)["']?([A-Za-z0-9-]{2,64})\b/g;

/** Arguments that mean a place to a cloud's own tool, and anything to another: `az group create -l eastus`. */
const TOOL_ARGUMENT =
  /(?<![\w./-])(az|gcloud|bq|gsutil|hcloud|exo)[ \t](?:[^\n;&|]{0,400}?[ \t])?(?:--location|--zone|-l)(?:[ \t]{1,9}|=)["']?([A-Za-z0-9-]{2,64})\b/g;
const TOOLS: Readonly<Record<string, string>> = {
  az: "azure",
  gcloud: "gcp",
  bq: "gcp",
  gsutil: "gcp",
  hcloud: "hetzner",
  exo: "exoscale",
};

function toldRegions(leaf: Said, type: string): readonly Place[] {
  if (!/region|--location|--zone| -l/.test(leaf.text)) return [];
  const told = (text: string, { role, provider }: FreePlace) => {
    const meant = role === "primary" && isBackup(leaf, type) ? "backup" : role;
    return regional({ ...leaf, text }, { role: meant, provider, decisive: false, free: true });
  };
  return [
    ...[...leaf.text.matchAll(REGION_ARGUMENT)].flatMap(([, name = "", text = ""]) => {
      const free = freePlace(name);
      return free ? told(text, free) : [];
    }),
    ...[...leaf.text.matchAll(TOOL_ARGUMENT)].flatMap(([, tool = "", text = ""]) =>
      told(text, { role: "primary", provider: TOOLS[tool] }),
    ),
  ];
}

function fieldMeaning(leaf: Leaf, { type, isProvider, provider, foreign }: PlaceContext): Field | undefined {
  const key = nameOf(leaf.where);
  if (provider?.regions !== undefined && !leaf.where.decoded) {
    const field = fieldOf(leaf.where);
    if (isProvider && !provider.regionKeys?.includes(field)) return undefined;
    const found = placeField(type, field, key);
    const cloud = foreign ? undefined : provider.regions;
    if (found) return { ...found, provider: cloud, free: false };
    const role = namedPlace(type, field, key);
    return role && { role, provider: cloud, decisive: false, free: true };
  }
  // A template of the cloud's own: what stands in it is made by the cloud.
  if (provider?.regions && PRIMARY.has(plainName(key)) && under(leaf.where, (k) => TEMPLATE.test(k)))
    return {
      role: roleOfSections(leaf.where) ?? "primary",
      provider: provider.regions,
      decisive: false,
      free: true,
    };
  // A company without a table has regions nonetheless, and nobody here can say where they are.
  if (typeof provider?.vendor === "string" && !provider.regions && UNTABLED_FIELD.test(fieldOf(leaf.where)))
    return { role: "primary", provider: undefined, decisive: true, free: false };
  const { where } = leaf;
  const free =
    (where.decoded ? undefined : platformPlace(type, fieldOf(where), key)) ??
    freePlace(key === "static" && where.parent ? nameOf(where.parent) : key);
  if (!free) return undefined;
  const role =
    free.role === "primary" ? (isBackup(leaf, type) ? "backup" : (roleOfSections(leaf.where) ?? "primary")) : free.role;
  return { role, provider: free.provider, decisive: role !== "primary", free: true };
}

/** Fields that hold a template of Azure's or of CloudFormation. */
const TEMPLATE = /^(template|templateBody|templateContent)$/;
/** The field of a cloud's resource that is its place whatever the cloud. */
const UNTABLED_FIELD = /^(region|dataCenter|datacenter)$/;

/** Custom resources that say where backups go (Velero, Longhorn, CloudNativePG, K8up, etcd-backup-restore). */
const BACKUP_TYPE = /^kubernetes:.*(velero\.io|backup|restic|objectstore|medusa)/i;

/** Settings and files of tools that make backups. */
const BACKUP_KEY = /rclone|restic|velero|barman|pgbackrest|wal-?g\b|backup|medusa|etcd-?s3|etcd-?snapshot/i;

function isBackup({ where }: Said, type: string): boolean {
  return BACKUP_TYPE.test(type) || under(where, (k) => BACKUP_KEY.test(k));
}

function unknownPlace({ where, holder }: Leaf, { role, provider }: Field): Place {
  return { where, holder, role, form: "region", text: "", region: "", certainty: "unknown", provider, row: undefined };
}

function identified(leaf: Leaf, identifier: Identifier, field: Field | undefined, type: string): readonly Place[] {
  const { where, holder, certainty } = leaf;
  if (identifier.text.includes(UNKNOWN_PART)) return [];
  if (identifier.form === "store" && isBackup(leaf, type))
    return [{ ...identifier, where, holder, role: "backup", certainty }];
  // The domain of a placement is the placement; any other identifier beside a place names another thing.
  if (field?.role === "primary" && identifier.form === "domain")
    return [{ ...identifier, where, holder, role: "primary", certainty }];
  const named = field === undefined || field.role === "primary" ? "mention" : field.role;
  const role = named === "mention" && COPIED_FROM.test(nameOf(where)) && identifier.region !== "" ? "source" : named;
  if (identifier.region !== "" || (role === "mention" && identifier.realm !== undefined))
    return [{ ...identifier, where, holder, role, certainty }];
  // A copy's target that names no region can not be judged: a bucket's ARN, for one.
  return role === "mention" ? [] : [{ ...identifier, where, holder, role, text: "", certainty: "unknown" }];
}

/** Fields by which a copy names what it is made from; an identifier of another place says where that is. */
const COPIED_FROM = /^(replicate_?source(_?db)?|replication_?source\w*)$/i;

function regional({ where, holder, text, certainty }: Said, field: Field): readonly Place[] {
  const row = field.provider === undefined ? farthest(regionsNamed(text)) : resolveRegion(field.provider, text);
  // A free setting called "region" is a cloud's region only when some cloud has one of that name.
  if (!row && field.free && !field.decisive) return [];
  const { role } = field;
  return [
    {
      where,
      holder,
      role,
      form: "region",
      text,
      region: text,
      certainty,
      provider: field.provider ?? row?.provider,
      row,
    },
  ];
}

/** Of several clouds' regions of one name, the one farthest from the EU: nothing says which is meant. */
function farthest(rows: readonly Region[]): Region | undefined {
  return rows.find((row) => !row.eea) ?? rows.find((row) => !row.eu) ?? rows[0];
}

/** The place that a cloud's endpoint carries in its name. */
export function placeOfHost({ where, holder, text, certainty }: FoundHost): readonly Place[] {
  const identifier = identifierOfHost(text);
  return identifier ? [{ ...identifier, where, holder, role: "mention", certainty }] : [];
}

/** The place that a cloud's registry carries in its name. */
export function placeOfImage({ where, image, certainty }: FoundImage): readonly Place[] {
  const identifier = image && identifierOfHost(image.registry);
  return identifier ? [{ ...identifier, where, holder: undefined, role: "mention", certainty }] : [];
}

/** The region of the provider that serves a resource: what holds when the resource names none itself. */
export function inheritedPlace(properties: unknown, { provider, foreign }: PlaceContext): Place | undefined {
  if (!provider?.regions || !provider.regionKeys || typeof properties !== "object" || properties === null)
    return undefined;
  for (const key of provider.regionKeys) {
    const text: unknown = Reflect.getOwnPropertyDescriptor(properties, key)?.value;
    if (typeof text !== "string") continue;
    const row = foreign ? farthest(regionsNamed(text)) : resolveRegion(provider.regions, text);
    const base = { where: undefined, holder: undefined, role: "primary", form: "region", certainty: "known" } as const;
    // A region that is unknown or misspelt is the provider's own finding, once, and not one of everything it serves.
    if (row) return { ...base, text, region: text, provider: row.provider, row };
  }
  return undefined;
}
