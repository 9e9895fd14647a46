import { unknownSentinel } from "../../plan/engine/codec.ts";
import { parseImage } from "../../policies/engine/resolve/image.ts";
import { isRecord } from "./record.ts";
import { expanded, hasVariable } from "./variables.ts";

/**
 * A Compose file with its variables standing for the values that it gives them itself. A service whose image is named by a
 * variable without one has an unknown image; the name that a service gives to what it builds is no image that is fetched.
 *
 * Syntax: the Compose specification, "Interpolation", "services" and "build".
 */
export function compose(content: Record<string, unknown>): unknown {
  const shown = interpolated(content);
  if (!isRecord(shown) || !isRecord(shown.services)) return shown;
  const services = Object.entries(shown.services).map(([name, service]) => [name, withImage(service)]);
  return { ...shown, services: Object.fromEntries(services) };
}

function withImage(service: unknown): unknown {
  if (!isRecord(service) || typeof service.image !== "string") return service;
  const { image, ...rest } = service;
  const reference = parseImage(image);
  if (service.build !== undefined && (reference === undefined || reference.implicit)) return rest;
  // A tag alone may be left open: registry and path can be read without it.
  return hasVariable(image.replace(/:[^/]*$/, "")) ? { ...service, image: unknownSentinel } : service;
}

function interpolated(value: unknown): unknown {
  if (typeof value === "string") return expanded(value);
  if (Array.isArray(value)) return value.map(interpolated);
  if (!isRecord(value)) return value;
  return Object.fromEntries(Object.entries(value).map(([key, inner]) => [key, interpolated(inner)]));
}
