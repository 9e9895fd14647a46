/** Ports of Beta9, all plain TCP: TLS ends at the edge, and no listener can be bound to one address. */
export const beta9Ports = {
  /** SDK, workers and agents. */
  grpc: 1993,
  /** REST, endpoint calls and the agent's installer. */
  http: 1994,
  /** Prometheus metrics of gateway and workers, without authentication. */
  metrics: 9090,
  /** Content cache of every worker, without authentication: whoever reaches it reads and writes it. */
  cache: 2050,
} as const;
