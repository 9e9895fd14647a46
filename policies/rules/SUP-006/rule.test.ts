import { describe, expect, it } from "vitest";
import { objections } from "../../engine/testing/objections.ts";
import { remoteManifest } from "./rule.ts";

const said = (type: string, properties: unknown) => objections(remoteManifest, { type, properties });
const runs = (line: string) => said("command:local:Command", { create: line });
const URL = "https://get.acme.io/i.sh";

describe("SUP-006 on what is run as it is fetched", () => {
  it.each([
    `kubectl apply -f ${URL}`,
    `kubectl apply -f=${URL}`,
    `kubectl apply -f${URL}`,
    `kubectl apply -f   "${URL}"`,
    "kubectl apply -k  'https://github.com/acme/x//base'",
    "kubectl apply -k http://get.acme.io/base",
    'kubectl apply -k "github.com/acme/x//base"',
    "kubectl delete -k git@github.com:acme/x",
    "kubectl kustomize x -k http://get.acme.io/base",
    `curl -sL ${URL} | sh`,
    `curl -sL ${URL} | /bin/sh`,
    `curl -sL ${URL} | /usr/bin/bash -s`,
    `curl -sL ${URL} | sudo   -E bash`,
    `curl -sL ${URL} | A=1 zsh`,
    `curl -sL ${URL} | tar xz`,
    `curl -sL ${URL} |  sudo  tar xz`,
    `wget -qO- ${URL} | python`,
    `wget -qO- ${URL} | sudo apt-key add -`,
    `bash -c "$(curl -fsSL ${URL})"`,
    `helm install app ${URL}`,
    "helm repo add acme http://charts.acme.io",
    "helm upgrade --install app http://charts.acme.io/app-1.tgz",
  ])("objects to %s", (line) => {
    expect(runs(line)).toEqual(["create"]);
  });

  it.each([
    `curl -fsSLo /tmp/i.sh ${URL} && bash /tmp/i.sh`,
    `curl -o i.sh ${URL}; source i.sh`,
    `curl -o i.sh ${URL} && . i.sh`,
    `curl -o i.sh ${URL} && sudo  sh i.sh`,
    `curl -o i.sh ${URL} && chmod +x i.sh && sudo ./i.sh && sh   -e   i.sh`,
    `wget -O "/tmp/i.sh" ${URL} && zsh /tmp/i.sh`,
    `curl -sSo./i.sh ${URL} || ./i.sh`,
  ])("objects to what is fetched first and run afterwards: %s", (line) => {
    expect(runs(line)).toEqual(["create"]);
  });

  it.each([
    `curl -o i.sh ${URL} && sha256sum i.sh`,
    `curl -o i.sh ${URL} && sh other.sh`,
    `curl -o i.sh ${URL} && sudo cat i.sh`,
    `curl -o i.sh ${URL} && ash-lint i.sh`,
    `curl -sL ${URL} && sh`,
    `curl -sL ${URL} | shasum`,
    `curl -sL ${URL} | sudoku tar`,
    "kubectl apply -f ./base",
    "kubectl apply -k ./github.com",
    "helm upgrade --install app ./chart --set url=x",
    "curl -sL https://files.example.eu/i.sh | sh",
  ])("accepts %s", (line) => {
    expect(runs(line)).toEqual([]);
  });
});

describe("SUP-006 on files by their address", () => {
  it.each([
    ["aws:s3/bucketObjectv2:BucketObjectv2", { source: URL }, "source"],
    ["gcp:storage/bucketObject:BucketObject", { source: URL }, "source"],
    ["oci:ObjectStorage/storageObject:StorageObject", { source: URL }, "source"],
    ["azure-native:storage:Blob", { source: { uri: URL } }, "source.uri"],
    ["gcp:storage/bucketObject:BucketObject", { content: { uri: URL } }, "content.uri"],
  ])("objects to %s %j", (type, properties, path) => {
    expect(said(type, properties)).toEqual([path]);
  });

  it.each([
    ["aws:s3/bucketObjectv2:BucketObjectv2", { websiteRedirect: URL }],
    ["aws:s3/bucketObjectv2:BucketObjectv2", { source: "./dist.zip" }],
    ["aws:eventbridge/rule:Rule", { source: URL }],
    ["kubernetes:example.com/v1:Feed", { spec: { source: { uri: URL } } }],
    ["azure-native:logic:Workflow", { definition: { actions: { call: { inputs: { uri: URL } } } } }],
  ])("leaves %s %j alone", (type, properties) => {
    expect(said(type, properties)).toEqual([]);
  });

  it("objects to a base in kustomize's short form, not to a folder", () => {
    const resources = ["./base", "acme/deploy//base?ref=v1", "acme/deploy?ref=v1"];
    expect(said("kubernetes:kustomize.config.k8s.io/v1beta1:Kustomization", { spec: { resources } })).toEqual([
      "spec.resources[1]",
      "spec.resources[2]",
    ]);
    expect(said("kubernetes:kustomize/v2:Directory", { directory: "../acme/deploy//base" })).toEqual([]);
  });
});
