/** Types whose name in Terraform is not made of package, module and name. */
const RENAMED: Readonly<Record<string, string>> = {
  "aws:cloudtrail/trail": "aws_cloudtrail",
  "aws:ec2/securityGroup": "aws_security_group",
  "aws:ec2/vpcDhcpOptions": "aws_vpc_dhcp_options",
  "aws:ec2/vpcPeeringConnection": "aws_vpc_peering_connection",
  "aws:ec2transitgateway/peeringAttachment": "aws_ec2_transit_gateway_peering_attachment",
  "aws:iam/openIdConnectProvider": "aws_iam_openid_connect_provider",
  "aws:s3/bucketV2": "aws_s3_bucket",
  "aws:s3/bucketObjectv2": "aws_s3_object",
  "gcp:secretmanager/secret": "google_secret_manager_secret",
};
const PREFIXES: Readonly<Record<string, string>> = { aws: "aws", gcp: "google", oci: "oci" };
const SERVICES: Readonly<Record<string, string>> = {
  ObjectStorage: "objectstorage",
  ContainerEngine: "containerengine",
};

/** Terraform's name of a resource of a bridged package; `undefined` for packages that are not made from Terraform's. */
export function terraformType(type: string): string | undefined {
  const [packageName = "", path = ""] = type.split(":");
  const prefix = PREFIXES[packageName];
  const [module = "", name = ""] = path.split("/");
  if (!prefix || name === "") return undefined;
  return RENAMED[`${packageName}:${path}`] ?? `${prefix}_${SERVICES[module] ?? snake(module)}_${snake(name)}`;
}

/** A plan of one new resource, in the form of `terraform show -json`. Blocks are lists there, single ones too. */
export function terraformPlan(type: string, properties: Readonly<Record<string, unknown>>): unknown {
  const terraform = terraformType(type);
  const resource = { address: `${terraform}.case`, mode: "managed", type: terraform, name: "case" };
  const values = snakeKeys(properties);
  return {
    format_version: "1.2",
    terraform_version: "1.9.0",
    planned_values: { root_module: { resources: [{ ...resource, schema_version: 0, values }] } },
    resource_changes: [
      { ...resource, change: { actions: ["create"], before: null, after: values, after_unknown: {} } },
    ],
    configuration: { root_module: { resources: [{ ...resource, expressions: {} }] } },
  };
}

function snakeKeys(value: unknown): unknown {
  if (Array.isArray(value)) return value.map((element) => snakeKeys(element));
  if (typeof value !== "object" || value === null) return value;
  return Object.fromEntries(
    Object.entries(value).map(([key, inner]) => {
      const isBlock = typeof inner === "object" && inner !== null && !Array.isArray(inner);
      return /^(freeform|defined)?tags$|^labels$/i.test(key)
        ? [snake(key), inner]
        : [snake(key), isBlock ? [snakeKeys(inner)] : snakeKeys(inner)];
    }),
  );
}

function snake(name: string): string {
  return name.replace(/([a-z0-9])([A-Z])/g, "$1_$2").toLowerCase();
}
