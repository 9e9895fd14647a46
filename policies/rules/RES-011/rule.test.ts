import { describe, expect, it } from "vitest";
import { objections } from "../../engine/testing/objections.ts";
import { telemetryHome } from "./rule.ts";

const LOGS_IN_VIRGINIA = "arn:aws:logs:us-east-1:210987654321:log-group:/prod";
const LOGS_IN_IRELAND = "arn:aws:logs:eu-west-1:210987654321:log-group:/prod";
const BUCKET_IN_VIRGINIA = "logging.googleapis.com/projects/acme/locations/us-east4/buckets/audit";
const STREAM_IN_ASHBURN = "ocid1.stream.oc1.iad.aaaaaaaaq2xkzfvhwmw7k3d6r5n4p2s8t7u9v1x3y5z7b9d2f4h6";

/** Properties in which one field, given with dots, has a value. */
const having = (field: string, value: unknown): unknown =>
  field.split(".").reduceRight((inner: unknown, key) => ({ [key]: inner }), value);

const said = (type: string, field: string, value: unknown) =>
  objections(telemetryHome, { type, properties: having(field, value) });

describe("RES-011 telemetry-home", () => {
  it.each([
    ["aws:cloudwatch/logSubscriptionFilter:LogSubscriptionFilter", "destinationArn"],
    ["aws:cloudwatch/logDestination:LogDestination", "targetArn"],
    ["aws:ec2/flowLog:FlowLog", "logDestination"],
    ["aws:cloudtrail/trail:Trail", "cloudWatchLogsGroupArn"],
    ["aws:apigateway/stage:Stage", "accessLogSettings.destinationArn"],
    ["aws-native:apigateway:Stage", "accessLogSetting.destinationArn"],
    ["aws:elasticsearch/domain:Domain", "logPublishingOptions.cloudwatchLogGroupArn"],
    ["aws:transfer/server:Server", "structuredLogDestinations"],
    ["aws:fsx/windowsFileSystem:WindowsFileSystem", "auditLogConfiguration.auditLogDestination"],
    ["aws:sfn/stateMachine:StateMachine", "loggingConfiguration.logDestination"],
    ["aws:amp/workspace:Workspace", "loggingConfiguration.logGroupArn"],
    [
      "aws:verifiedaccess/instanceLoggingConfiguration:InstanceLoggingConfiguration",
      "accessLogs.cloudwatchLogs.logGroup",
    ],
    ["aws:vpclattice/accessLogSubscription:AccessLogSubscription", "destinationArn"],
    ["aws-native:vpclattice:AccessLogSubscription", "destinationArn"],
    ["aws:wafv2/webAclLoggingConfiguration:WebAclLoggingConfiguration", "logDestinationConfigs"],
    ["aws:route53/resolverQueryLogConfig:ResolverQueryLogConfig", "destinationArn"],
    ["aws-native:route53resolver:ResolverQueryLoggingConfig", "destinationArn"],
    ["aws:route53/queryLog:QueryLog", "cloudwatchLogGroupArn"],
  ])("%s sends logs by %s: to Virginia it must not, to Ireland it may", (type, field) => {
    expect(said(type, field, LOGS_IN_VIRGINIA)).toEqual([field]);
    expect(said(type, field, LOGS_IN_IRELAND)).toEqual([]);
  });

  it.each([
    "gcp:logging/projectSink:ProjectSink",
    "gcp:logging/folderSink:FolderSink",
    "gcp:logging/organizationSink:OrganizationSink",
    "gcp:logging/billingAccountSink:BillingAccountSink",
  ])("%s sends logs to a bucket", (type) => {
    expect(said(type, "destination", BUCKET_IN_VIRGINIA)).toEqual(["destination"]);
  });

  it.each([
    ["oci:Sch/serviceConnector:ServiceConnector", "target.streamId"],
    ["oci:Sch/connector:Connector", "target.logGroupId"],
    ["oci:Logging/unifiedAgentConfiguration:UnifiedAgentConfiguration", "serviceConfiguration.destination.logObjectId"],
  ])("%s sends logs by %s", (type, field) => {
    expect(said(type, field, STREAM_IN_ASHBURN)).toEqual([field]);
    // Log groups of Oracle's are of a region, and their OCIDs need not say of which.
    expect(said(type, field, "ocid1.loggroup.oc1..aaaaaaaaq2xkzfvhwmw7k3d6r5n4p2s8t7u9v1x3y5z7b9d2f4h6")).toEqual([]);
  });

  it.each([
    ["aws:cloudwatch/logSubscriptionFilter:LogSubscriptionFilter", "roleArn"],
    ["aws:iot/policyAttachment:PolicyAttachment", "target"],
    ["aws:scheduler/schedule:Schedule", "target.arn"],
    ["aws:lb/targetGroupAttachment:TargetGroupAttachment", "targetGroupArn"],
    ["aws-native:organizations:Policy", "content"],
    ["aws:apigateway/stage:Stage", "accessLogSettings.format"],
    ["aws:cloudwatch/metricStream:MetricStream", "firehoseArn"],
    ["aws:autoscaling/group:Group", "targetGroupArns"],
    ["aws:ecs/service:Service", "loadBalancers.targetGroupArn"],
    ["kubernetes:core/v1:ConfigMap", "data.accessLogDestination"],
    ["aws:ec2/flowLog:FlowLog", "subnetId"],
  ])("%s's %s is not where logs go", (type, field) => {
    expect(said(type, field, LOGS_IN_VIRGINIA)).toEqual([]);
  });

  it.each([
    ["gcp:logging/projectSink:ProjectSink", "filter"],
    ["gcp:logging/folderSink:FolderSink", "filter"],
    ["gcp:logging/organizationSink:OrganizationSink", "exclusions.filter"],
    ["gcp:logging/billingAccountSink:BillingAccountSink", "filter"],
    ["gcp:eventarc/trigger:Trigger", "destinations.workflow"],
  ])("%s's %s only mentions a place", (type, field) => {
    expect(said(type, field, BUCKET_IN_VIRGINIA)).toEqual([]);
  });

  it.each(["oci:Sch/serviceConnector:ServiceConnector", "oci:Sch/connector:Connector"])(
    "leaves what %s reads from to other rules",
    (type) => {
      expect(said(type, "source.streamId", STREAM_IN_ASHBURN)).toEqual([]);
    },
  );
});
