/**
 * When a group of products was first sold, by sub-family and, where a maker renewed a family, by the renewal. The months are
 * facts as they are generally known, written down by us; the tests compare them with first sightings in public reports and
 * name what is apart. The first row that fits counts.
 */
export type Launch = readonly [models: RegExp, month: `${number}-${number}`, name: string];

/** The groups of one maker, and where its dates can be looked up. */
export interface LaunchTable {
  readonly source: string;
  readonly launches: readonly Launch[];
}
