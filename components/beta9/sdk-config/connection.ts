import { SecretText } from "../../secret-text.ts";
import { inheritedSection } from "./ini.ts";
import { SdkConfigRefusal } from "./refusal.ts";

/** What an environment's outputs say about the SDK's way in. */
export interface SdkOutputs {
  readonly context: string;
  readonly gatewayHost: string;
  readonly gatewayPort: number;
  readonly token?: string | undefined;
}

/** A checked way in: everything that one context of the SDK needs. */
export interface Connection {
  readonly context: string;
  /** DNS name or IPv4 address. */
  readonly host: string;
  readonly port: typeof tlsPort;
  readonly token: SecretText;
}

/** The one port on which the released SDK (0.1.291, `ConfigContext.use_ssl`) talks TLS; on any other the token is in clear. */
const tlsPort = 443;

/** Characters; the SDK's own prompt refuses fewer (`prompt_for_config_context`), Beta9 makes 88. */
const minTokenLength = 64;

/** Bearer token of RFC 6750 §2.1. Holds nothing that INI, a shell or an HTTP header reads as something else. */
const bearerToken = /^[A-Za-z0-9._~+/-]+=*$/;

const hostLabel = "[A-Za-z0-9](?:[A-Za-z0-9-]{0,61}[A-Za-z0-9])?";
const hostName = new RegExp(`^(?=.{1,253}$)${hostLabel}(?:\\.${hostLabel})*$`);

/**
 * The way in that the outputs describe, as context `context` (default: the one that the outputs name).
 * @throws SdkConfigRefusal for a port other than 443, a token that is absent, hidden or too short, and names that are none
 */
export function connectionOf(outputs: SdkOutputs, context = outputs.context): Connection {
  requireTlsPort(outputs.gatewayPort);
  if (!hostName.test(outputs.gatewayHost)) {
    throw new SdkConfigRefusal(
      `sdk.gatewayHost is ${JSON.stringify(outputs.gatewayHost)}, which is neither a DNS name nor an IPv4 address`,
      "set edge.domain to the name that your users reach the gateway by",
    );
  }
  if (!/^[A-Za-z0-9][A-Za-z0-9._-]*$/.test(context) || context === inheritedSection) {
    throw new SdkConfigRefusal(
      `${JSON.stringify(context)} is not the name of a context`,
      `use letters, digits, dot, hyphen and underscore; ${inheritedSection} means "inherited by all" in that file`,
    );
  }
  return { context, host: outputs.gatewayHost, port: tlsPort, token: tokenOf(outputs.token) };
}

/** @throws SdkConfigRefusal for any port but 443 */
export function requireTlsPort(port: number): asserts port is typeof tlsPort {
  if (port === tlsPort) return;
  throw new SdkConfigRefusal(
    `sdk.gatewayPort is ${port}: the SDK talks TLS on port ${tlsPort} only and would send the token in clear`,
    `set the edge's port to ${tlsPort} and run pulumi up`,
  );
}

function tokenOf(token: string | undefined): SecretText {
  if (token === undefined || token === "") {
    throw new SdkConfigRefusal(
      "the outputs hold no sdk.token",
      "the control plane stores one when its admin claim has run: run pulumi up, then this again",
    );
  }
  if (token === "[secret]") {
    throw new SdkConfigRefusal(
      "the outputs hide sdk.token",
      "save them with pulumi stack output --json --show-secrets",
    );
  }
  if (token.length < minTokenLength || !bearerToken.test(token)) {
    throw new SdkConfigRefusal(
      `sdk.token (${token.length} characters) is not a token of Beta9, which has at least ${minTokenLength} of A-Z a-z 0-9 . _ ~ + / - =`,
      "look at what the admin claim stored, repair it and run pulumi up",
    );
  }
  return new SecretText(token);
}
