import * as pulumi from "@pulumi/pulumi";

/** A fact that the stack file may state and that the provider is asked for when it does not. */
export type Discovered<T> = T | pulumi.Output<T>;

/** Derives one fact from another. A stated fact is judged at once, so that a mistake in it stops the program before anything is registered. */
export function derive<T, R>(fact: Discovered<T>, f: (fact: T) => R): Discovered<R> {
  return pulumi.Output.isInstance<T>(fact) ? (fact.apply(f) as pulumi.Output<R>) : f(fact);
}
