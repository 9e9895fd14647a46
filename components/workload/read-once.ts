/**
 * Options of a Secret that a Job reads: with other contents it is another object, and so the Job that takes its name from
 * it is another one too. A Job can not be changed, and would not run again for a Secret that is. Both names of the
 * contents, because the provider keeps `stringData` as `data`.
 */
export const readOnce = { replaceOnChanges: ["data", "stringData"], deleteBeforeReplace: true };
