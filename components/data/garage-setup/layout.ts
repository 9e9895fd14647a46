/** A server's part in the cluster. */
export interface Role {
  readonly id: string;
  readonly zone: string;
  readonly tags: readonly string[];
  /** Bytes; `null` for a server that stores nothing. */
  readonly capacity: number | null;
}

export interface LayoutChange {
  /** Roles to stage: new servers, and those whose zone or capacity is another now. */
  readonly stage: readonly Role[];
  /** Servers of the layout that nobody asked for. Taking one out moves its data, so a person decides. */
  readonly strangers: readonly string[];
}

/** What turns the current layout into the wanted one. Nothing is ever removed. */
export function layoutChange(
  current: readonly Role[],
  wanted: { readonly ids: readonly string[]; readonly zone: string; readonly capacityBytes: number },
): LayoutChange {
  const { ids, zone, capacityBytes } = wanted;
  const known = new Map(current.map((role) => [role.id, role]));
  return {
    stage: ids
      .filter((id) => known.get(id)?.zone !== zone || known.get(id)?.capacity !== capacityBytes)
      .map((id) => ({ id, zone, tags: [...(known.get(id)?.tags ?? [])], capacity: capacityBytes })),
    strangers: current.filter((role) => !ids.includes(role.id)).map((role) => role.id),
  };
}
