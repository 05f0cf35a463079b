const REFUSING_PREFLIGHTS = ["auth", "ext-authz", "hmac-signature"];

/**
 * What a chain's order does that nobody wants, by the root ids of the filters that come along: a `cors` that meets no preflight, since
 * browsers send those without credentials.
 */
export function orderNotes(rootIds: readonly (string | undefined)[]): string[] {
  const cors = rootIds.indexOf("cors");
  const refusing = rootIds.findIndex((rootId) => rootId !== undefined && REFUSING_PREFLIGHTS.includes(rootId));
  if (refusing === -1 || cors < refusing) return [];
  return [
    `plugins[${cors}] (cors) is behind plugins[${refusing}] (${rootIds[refusing] ?? ""}), which refuses the preflights of browsers, as they ` +
      "have no credentials, unless its configuration lets OPTIONS pass: let cors come first",
  ];
}
