import { describe, expect, it } from "vitest";
import { identifierOfHost, identifiersIn } from "./identifiers.ts";

const read = (text: string) =>
  identifiersIn(text).map(({ form, provider, region, text: written }) => `${form} ${provider} ${region} ${written}`);

describe("identifiersIn", () => {
  it.each([
    ["ocid1.instance.oc1.eu-frankfurt-1.abc", "ocid oci eu-frankfurt-1 ocid1.instance.oc1.eu-frankfurt-1.abc"],
    ["id=OCID1.vcn.OC1.iad.abc!", "ocid oci iad OCID1.vcn.OC1.iad.abc"],
    ["ocid1.tenancy.oc1..abc", "ocid oci  ocid1.tenancy.oc1..abc"],
    ["ocid1.instance.oc19.eu-frankfurt-2.abc", "ocid oci eu-frankfurt-2 ocid1.instance.oc19.eu-frankfurt-2.abc"],
    ["arn:aws:kms:us-east-1:1234:key/x", "arn aws us-east-1 arn:aws:kms:us-east-1:"],
    ["ARN:AWS:kms:us-east-1:1234:key/x", "arn aws us-east-1 ARN:AWS:kms:us-east-1:"],
    ["arn:aws:iam::1234:role/x", "arn aws  arn:aws:iam::"],
    ["arn:aws-us-gov:kms:us-gov-west-1:1", "arn aws us-gov-west-1 arn:aws-us-gov:kms:us-gov-west-1:"],
    ["projects/p/regions/us-east1/subnetworks/s", "link gcp us-east1 projects/p/regions/us-east1"],
    ["//x/projects/p/zones/us-east1-b/disks/d", "link gcp us-east1-b projects/p/zones/us-east1-b"],
    ["projects/p/locations/europe-west3", "link gcp europe-west3 projects/p/locations/europe-west3"],
    ["projects/p/locations/aws-us-east-1/connections/c", "link aws us-east-1 projects/p/locations/aws-us-east-1"],
    ["projects/p/locations/azure-eastus2/connections/c", "link azure eastus2 projects/p/locations/azure-eastus2"],
    ["projects/p/locations/my-aws-1/connections/c", "link gcp my-aws-1 projects/p/locations/my-aws-1"],
    ["projects/p/locations/global/keyRings/k", "link gcp global projects/p/locations/global"],
    ["projects/p/locations/global/sharedEntryTypes/k", "link gcp global projects/p/locations/global"],
    ["projects/p/locations/global/membershipsReports/k", "link gcp global projects/p/locations/global"],
    ["projects/p/locations/europe-west3/memberships/m", "link gcp europe-west3 projects/p/locations/europe-west3"],
    ["s3://bucket@us-east-1/path", "store aws us-east-1 s3://bucket@us-east-1"],
    ["s3://us-east-1/bucket", "store aws us-east-1 s3://us-east-1"],
    ["S3://key:word@us-east-1/bucket", "store aws us-east-1 S3://key:word@us-east-1"],
    ["EU-FRANKFURT-1-AD-1", "domain oci EU-FRANKFURT-1-AD-1 EU-FRANKFURT-1-AD-1"],
    ["in Uocm:PHX-AD-2.", "domain oci Uocm:PHX-AD-2 Uocm:PHX-AD-2"],
    ["domain=US-ASHBURN-AD-3", "domain oci US-ASHBURN-AD-3 US-ASHBURN-AD-3"],
    ['["US-ASHBURN-AD-3"]', "domain oci US-ASHBURN-AD-3 US-ASHBURN-AD-3"],
  ])("reads %s", (text, identifier) => {
    expect(read(text)).toEqual([identifier]);
  });

  it.each([
    "",
    "eu-frankfurt-1",
    "xocid1.instance.oc1.iad.abc",
    "ocid1.instance.oc1234.iad.abc",
    "ocid1.instance.iad.abc",
    "learn:aws:kms:us-east-1:1",
    "arn:aws1:kms:us-east-1:1",
    "arn:gcp:kms:us-east-1:1",
    "myprojects/p/regions/us-east1",
    "projects/p/regions/",
    "projects/p/folders/us-east1",
    "projects/p/locations/-/clusters",
    "projects/1/locations/global/workloadIdentityPools/p",
    "projects/1/locations/global/Memberships/m",
    "s3://bucket/us-east-1",
    "s3://us-east-1",
    "xs3://us-east-1/bucket",
    "eu-frankfurt-1-ad-1",
    "x/EU-FRANKFURT-1-AD-1",
    "EU-FRANKFURT-1-AD-12",
  ])("reads nothing in %j", (text) => {
    expect(read(text)).toEqual([]);
  });

  it("knows the region of each, and the realm of an OCID", () => {
    expect(identifiersIn("ocid1.vcn.OC1.iad.a arn:aws:s3:us-west-2:")).toMatchObject([
      { realm: "oc1", row: { provider: "oci", region: "us-ashburn-1" } },
      { row: { provider: "aws", region: "us-west-2" } },
    ]);
    expect(identifiersIn("arn:aws:s3:us-west-2:")[0]).not.toHaveProperty("realm");
    expect(identifiersIn("arn:aws:s3:::bucket")[0]?.row).toBeUndefined();
  });

  it("reads each once", () => {
    expect(read("arn:aws:s3:us-west-2:a arn:aws:s3:us-west-2:b arn:aws:s3:us-west-1:b")).toHaveLength(2);
  });
});

describe("identifierOfHost", () => {
  it.each([
    ["s3.us-west-2.amazonaws.com", "aws", "us-west-2", "us-west-2"],
    ["s3-us-west-2.amazonaws.com", "aws", "us-west-2", "us-west-2"],
    ["bucket.s3-website-us-east-1.amazonaws.com", "aws", "us-east-1", "us-east-1"],
    ["s3.eu-central-1-ist-1.amazonaws.com", "aws", "eu-central-1-ist-1", "eu-central-1-ist-1"],
    ["s3.cn-north-1.amazonaws.com.cn", "aws", "cn-north-1", "cn-north-1"],
    ["s3.eusc-de-east-1.amazonaws.eu", "aws", "eusc-de-east-1", "eusc-de-east-1"],
    ["ec2.us-east-1.api.aws", "aws", "us-east-1", "us-east-1"],
    ["x.lambda-url.us-east-1.on.aws", "aws", "us-east-1", "us-east-1"],
    ["x.us-east-1.awsapprunner.com", "aws", "us-east-1", "us-east-1"],
    ["fra.ocir.io", "oci", "fra", "eu-frankfurt-1"],
    ["x.compat.objectstorage.us-ashburn-1.oci.customer-oci.com", "oci", "us-ashburn-1", "us-ashburn-1"],
    ["objectstorage.us-ashburn-1.oraclecloud.com", "oci", "us-ashburn-1", "us-ashburn-1"],
    ["objectstorage.eu-dcc-milan-1.oraclecloud14.com", "oci", "eu-dcc-milan-1", "eu-dcc-milan-1"],
    ["objectstorage.eu-frankfurt-2.oraclecloud.eu", "oci", "eu-frankfurt-2", "eu-frankfurt-2"],
    ["us-central1-docker.pkg.dev", "gcp", "us-central1", "us-central1"],
    ["asia-docker.pkg.dev", "gcp", "asia", "asia"],
    ["us-central1-aiplatform.googleapis.com", "gcp", "us-central1", "us-central1"],
    ["europe-west10-aiplatform.googleapis.com", "gcp", "europe-west10", "europe-west10"],
    ["us-central1-project.cloudfunctions.net", "gcp", "us-central1", "us-central1"],
    ["service-123.us-central1.run.app", "gcp", "us-central1", "us-central1"],
    ["gke-1.us-central1.gke.goog", "gcp", "us-central1", "us-central1"],
    ["vm.eastus.cloudapp.azure.com", "azure", "eastus", "eastus"],
    ["eastus-8.in.applicationinsights.azure.com", "azure", "eastus", "eastus"],
    ["eastus-12.in.applicationinsights.azure.com", "azure", "eastus", "eastus"],
    ["westus.api.cognitive.microsoft.com", "azure", "westus", "westus"],
    ["x.hcp.eastus.azmk8s.io", "azure", "eastus", "eastus"],
    ["app.happy-hill-1.eastus.azurecontainerapps.io", "azure", "eastus", "eastus"],
    ["x.eastus.azurecontainer.io", "azure", "eastus", "eastus"],
    ["cluster.eastus.kusto.windows.net", "azure", "eastus", "eastus"],
    ["s3.fr-par.scw.cloud", "scaleway", "fr-par", "fr-par"],
    ["storage.gra.cloud.ovh.net", "ovh", "gra", "GRA"],
    ["nyc3.digitaloceanspaces.com", "digitalocean", "nyc3", "nyc3"],
    ["sos-ch-gva-2.exo.io", "exoscale", "ch-gva-2", "ch-gva-2"],
    ["pkc-1.us-east-1.aws.confluent.cloud", "aws", "us-east-1", "us-east-1"],
    ["pkc-1.us-central1.gcp.confluent.cloud", "gcp", "us-central1", "us-central1"],
    ["pkc-1.eastus.azure.confluent.cloud", "azure", "eastus", "eastus"],
    ["redis-1.c1.us-east-1-2.ec2.cloud.redislabs.com", "aws", "us-east-1", "us-east-1"],
    ["redis-1.c1.us-central1-2.gce.cloud.redislabs.com", "gcp", "us-central1", "us-central1"],
    ["cluster.us-east-1-0.aws.cloud.qdrant.io", "aws", "us-east-1", "us-east-1"],
    ["cluster.us-east4-0.gcp.cloud.qdrant.io", "gcp", "us-east4", "us-east4"],
  ])("reads %s: %s's %s", (host, provider, region, row) => {
    expect(identifierOfHost(host)).toMatchObject({ form: "host", text: host, provider, region, row: { region: row } });
  });

  it("takes the label nearest to the cloud's own", () => {
    expect(identifierOfHost("us-east-1.s3.eu-central-1.amazonaws.com")?.region).toBe("eu-central-1");
  });

  it.each([
    ["us-east-1.example.eu", "is nobody's cloud"],
    ["us-east-1.aws.internal.example.eu", "is called so by a house of its own"],
    ["us-east-1.aws.pipeline", "has no zone behind the cloud"],
    ["cloudfront.amazonaws.com", "names no region"],
    ["global.azure.com", "is everywhere"],
    ["europe.googleapis.com", "names a service"],
    ["us.googleapis.com", "names a service"],
    ["fra.objects.oraclecloud.com", "has a name of three letters in front"],
    ["us-ashburn-1.oraclecloudx.com", "is not Oracle's"],
    ["us-ashburn-1.oraclecloud.com.example.eu", "only begins like Oracle's"],
    ["us-east-1.amazonaws.community", "only begins like Amazon's"],
    ["amazonaws.com", "is the zone itself"],
    ["us-s3-west-2.amazonaws.com", "has Amazon's word in the middle"],
    ["us-east-1-0a.amazonaws.com", "has more behind the number"],
    ["east-8us.azure.com", "has the number in the middle"],
    ["eastus-123.azure.com", "has a longer number"],
    ["us-docker-central1.pkg.dev", "has the word in the middle"],
    ["my-us-central1-x.googleapis.com", "has a word before the region"],
    ["ch-sos-gva-2.exo.io", "has Exoscale's word in the middle"],
    ["", "is nothing"],
  ])("reads no place in %j, which %s", (host) => {
    expect(identifierOfHost(host)).toBeUndefined();
  });
});
