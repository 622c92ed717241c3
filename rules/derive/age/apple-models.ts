/**
 * When Apple first sold a Mac, by its model identifier, as generally known; where one identifier stands for several years,
 * the first. The tests compare the years with a public table of models.
 */
const released: Readonly<Record<string, string>> = {
  'MacBook8,1': '2015-04', 'MacBook9,1': '2016-04', 'MacBook10,1': '2017-06',
  'MacBookAir3,1': '2010-10', 'MacBookAir3,2': '2010-10', 'MacBookAir4,1': '2011-07', 'MacBookAir4,2': '2011-07', 'MacBookAir5,1': '2012-06', 'MacBookAir5,2': '2012-06',
  'MacBookAir6,1': '2013-06', 'MacBookAir6,2': '2013-06', 'MacBookAir7,1': '2015-03', 'MacBookAir7,2': '2015-03', 'MacBookAir8,1': '2018-10', 'MacBookAir8,2': '2019-07',
  'MacBookAir9,1': '2020-03', 'MacBookAir10,1': '2020-11',
  'MacBookPro6,1': '2010-04', 'MacBookPro6,2': '2010-04', 'MacBookPro7,1': '2010-04', 'MacBookPro8,1': '2011-02', 'MacBookPro8,2': '2011-02', 'MacBookPro8,3': '2011-02',
  'MacBookPro9,1': '2012-06', 'MacBookPro9,2': '2012-06', 'MacBookPro10,1': '2012-06', 'MacBookPro10,2': '2012-10', 'MacBookPro11,1': '2013-10', 'MacBookPro11,2': '2013-10',
  'MacBookPro11,3': '2013-10', 'MacBookPro11,4': '2015-05', 'MacBookPro11,5': '2015-05', 'MacBookPro12,1': '2015-03', 'MacBookPro13,1': '2016-10', 'MacBookPro13,2': '2016-10',
  'MacBookPro13,3': '2016-10', 'MacBookPro14,1': '2017-06', 'MacBookPro14,2': '2017-06', 'MacBookPro14,3': '2017-06', 'MacBookPro15,1': '2018-07', 'MacBookPro15,2': '2018-07',
  'MacBookPro15,3': '2019-05', 'MacBookPro15,4': '2019-07', 'MacBookPro16,1': '2019-11', 'MacBookPro16,2': '2020-05', 'MacBookPro16,3': '2020-05', 'MacBookPro16,4': '2020-06',
  'MacBookPro17,1': '2020-11', 'MacBookPro18,1': '2021-10', 'MacBookPro18,2': '2021-10', 'MacBookPro18,3': '2021-10', 'MacBookPro18,4': '2021-10',
  'Macmini4,1': '2010-06', 'Macmini5,1': '2011-07', 'Macmini5,2': '2011-07', 'Macmini5,3': '2011-07', 'Macmini6,1': '2012-10', 'Macmini6,2': '2012-10', 'Macmini7,1': '2014-10',
  'Macmini8,1': '2018-10', 'Macmini9,1': '2020-11',
  'iMac11,2': '2010-07', 'iMac11,3': '2010-07', 'iMac12,1': '2011-05', 'iMac12,2': '2011-05', 'iMac13,1': '2012-11', 'iMac13,2': '2012-11', 'iMac13,3': '2013-03', 'iMac14,1': '2013-09',
  'iMac14,2': '2013-09', 'iMac14,3': '2013-09', 'iMac14,4': '2014-06', 'iMac15,1': '2014-10', 'iMac16,1': '2015-10', 'iMac16,2': '2015-10', 'iMac17,1': '2015-10', 'iMac18,1': '2017-06',
  'iMac18,2': '2017-06', 'iMac18,3': '2017-06', 'iMac19,1': '2019-03', 'iMac19,2': '2019-03', 'iMac20,1': '2020-08', 'iMac20,2': '2020-08', 'iMac21,1': '2021-05', 'iMac21,2': '2021-05',
  'iMacPro1,1': '2017-12', 'MacPro5,1': '2010-08', 'MacPro6,1': '2013-12', 'MacPro7,1': '2019-12',
  'Mac13,1': '2022-03', 'Mac13,2': '2022-03', 'Mac14,2': '2022-07', 'Mac14,7': '2022-06', 'Mac14,3': '2023-01', 'Mac14,12': '2023-01', 'Mac14,5': '2023-01', 'Mac14,6': '2023-01',
  'Mac14,9': '2023-01', 'Mac14,10': '2023-01', 'Mac14,8': '2023-06', 'Mac14,13': '2023-06', 'Mac14,14': '2023-06', 'Mac14,15': '2023-06',
  'Mac15,3': '2023-11', 'Mac15,4': '2023-11', 'Mac15,5': '2023-11', 'Mac15,6': '2023-11', 'Mac15,7': '2023-11', 'Mac15,8': '2023-11', 'Mac15,9': '2023-11', 'Mac15,10': '2023-11', 'Mac15,11': '2023-11',
  'Mac15,12': '2024-03', 'Mac15,13': '2024-03', 'Mac15,14': '2025-03',
  'Mac16,1': '2024-11', 'Mac16,2': '2024-11', 'Mac16,3': '2024-11', 'Mac16,5': '2024-11', 'Mac16,6': '2024-11', 'Mac16,7': '2024-11', 'Mac16,8': '2024-11', 'Mac16,10': '2024-11', 'Mac16,11': '2024-11',
  'Mac16,9': '2025-03', 'Mac16,12': '2025-03', 'Mac16,13': '2025-03', 'Mac17,2': '2025-10',
};

/** First month of sale of a Mac by its model identifier (`MacBookPro14,1`); undefined for identifiers that are not in the table. */
export function macSoldFrom(model: string): string | undefined {
  return Object.hasOwn(released, model) ? released[model] : undefined;
}
