/** First month in which computers with a kind of memory were sold; lower bounds, earlier than the first ones in public reports by months. */
const firstSold: Readonly<Record<string, string>> = {
  DDR2: '2004-06', DDR3: '2007-05', DDR4: '2014-08', DDR5: '2021-10', LPDDR3: '2012-10', LPDDR4: '2015-09', LPDDR4X: '2018-01', LPDDR5: '2020-08', LPDDR5X: '2022-11',
};

/** When memory of this kind was first sold, `YYYY-MM`; undefined for kinds that tell nothing. */
export function memorySoldFrom(type: string): string | undefined {
  const bare = type.toUpperCase().replace(/[\s-]/g, '');
  return Object.hasOwn(firstSold, bare) ? firstSold[bare] : undefined;
}
