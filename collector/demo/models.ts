/** A computer as makers sold it: what its firmware tells. */
export interface Model {
  readonly maker: string;
  readonly model: string;
  readonly chassis: 'desktop' | 'laptop' | 'server' | 'tablet' | 'virtual';
  readonly cpu: { readonly vendor: string; readonly model: string; readonly family?: number; readonly modelNumber?: number; readonly stepping?: number; readonly cores: number };
  readonly memoryMiB: number;
  readonly memoryType: string;
  readonly disk: { readonly model: string; readonly kind: 'hdd' | 'ssd' | 'nvme' | 'virtual'; readonly bus: string; readonly gigabytes: number };
  /** Day of the firmware it has. */
  readonly firmwareOn: string | null;
  /** First day of the certificate in its security chip; null where it has none. */
  readonly chipOn: string | null;
  readonly chip: '1.2' | '2.0' | null;
  readonly modelYear?: number;
  /** Day on which the town bought this model, for its ledger. */
  readonly bought: string;
}

const intel = 'GenuineIntel';
const nvme = { model: 'KIOXIA KXG60ZNV256G', kind: 'nvme', bus: 'nvme', gigabytes: 256 } as const;
const ssd = { model: 'SAMSUNG MZ7LN256HCHP', kind: 'ssd', bus: 'sata', gigabytes: 256 } as const;

export const models = {
  optiplex3020: { maker: 'Dell Inc.', model: 'OptiPlex 3020', chassis: 'desktop', cpu: { vendor: intel, model: 'Intel(R) Core(TM) i3-4150 CPU @ 3.50GHz', family: 6, modelNumber: 60, stepping: 3, cores: 2 }, memoryMiB: 4009, memoryType: 'DDR3', disk: { model: 'WDC WD5000AZLX-75K2TA0', kind: 'hdd', bus: 'sata', gigabytes: 500 }, firmwareOn: '2019-05-30', chipOn: null, chip: null, bought: '2014-10-06' },
  optiplex7060: { maker: 'Dell Inc.', model: 'OptiPlex 7060', chassis: 'desktop', cpu: { vendor: intel, model: 'Intel(R) Core(TM) i5-8500 CPU @ 3.00GHz', family: 6, modelNumber: 158, stepping: 10, cores: 6 }, memoryMiB: 8078, memoryType: 'DDR4', disk: ssd, firmwareOn: '2024-03-11', chipOn: '2018-05-14', chip: '2.0', bought: '2019-02-18' },
  optiplex7090: { maker: 'Dell Inc.', model: 'OptiPlex 7090', chassis: 'desktop', cpu: { vendor: intel, model: '11th Gen Intel(R) Core(TM) i5-11500 @ 2.70GHz', family: 6, modelNumber: 167, stepping: 1, cores: 6 }, memoryMiB: 16215, memoryType: 'DDR4', disk: nvme, firmwareOn: '2025-06-20', chipOn: '2021-11-02', chip: '2.0', bought: '2022-03-14' },
  elitedesk: { maker: 'HP', model: 'HP Elite Mini 800 G9 Desktop PC', chassis: 'desktop', cpu: { vendor: intel, model: '12th Gen Intel(R) Core(TM) i5-12500T', family: 6, modelNumber: 151, stepping: 2, cores: 6 }, memoryMiB: 16112, memoryType: 'DDR5', disk: nvme, firmwareOn: '2025-09-01', chipOn: '2023-02-20', chip: '2.0', bought: '2023-08-21' },
  thinkcentre: { maker: 'LENOVO', model: 'ThinkCentre M70q Gen 4', chassis: 'desktop', cpu: { vendor: intel, model: '13th Gen Intel(R) Core(TM) i5-13400T', family: 6, modelNumber: 191, stepping: 2, cores: 10 }, memoryMiB: 16112, memoryType: 'DDR4', disk: nvme, firmwareOn: '2025-10-08', chipOn: '2024-01-15', chip: '2.0', bought: '2024-07-08' },
  latitude5480: { maker: 'Dell Inc.', model: 'Latitude 5480', chassis: 'laptop', cpu: { vendor: intel, model: 'Intel(R) Core(TM) i5-7300U CPU @ 2.60GHz', family: 6, modelNumber: 142, stepping: 9, cores: 2 }, memoryMiB: 8052, memoryType: 'DDR4', disk: ssd, firmwareOn: '2023-02-08', chipOn: '2017-03-20', chip: '2.0', bought: '2017-09-11' },
  latitude5440: { maker: 'Dell Inc.', model: 'Latitude 5440', chassis: 'laptop', cpu: { vendor: intel, model: '13th Gen Intel(R) Core(TM) i5-1345U', family: 6, modelNumber: 186, stepping: 3, cores: 10 }, memoryMiB: 16071, memoryType: 'DDR4', disk: nvme, firmwareOn: '2025-08-12', chipOn: '2023-04-11', chip: '2.0', bought: '2023-10-02' },
  toughbook: { maker: 'Panasonic Corporation', model: 'CF-33-4', chassis: 'tablet', cpu: { vendor: intel, model: 'Intel(R) Core(TM) i5-10310U CPU @ 1.70GHz', family: 6, modelNumber: 142, stepping: 12, cores: 4 }, memoryMiB: 16203, memoryType: 'DDR4', disk: nvme, firmwareOn: '2024-11-05', chipOn: '2021-01-18', chip: '2.0', bought: '2021-06-28' },
  poweredgeT320: { maker: 'Dell Inc.', model: 'PowerEdge T320', chassis: 'server', cpu: { vendor: intel, model: 'Intel(R) Xeon(R) CPU E5-2407 0 @ 2.20GHz', family: 6, modelNumber: 45, stepping: 7, cores: 4 }, memoryMiB: 16349, memoryType: 'DDR3', disk: { model: 'PERC H310', kind: 'hdd', bus: 'raid', gigabytes: 1000 }, firmwareOn: '2018-01-16', chipOn: null, chip: null, bought: '2013-09-16' },
  poweredgeT340: { maker: 'Dell Inc.', model: 'PowerEdge T340', chassis: 'server', cpu: { vendor: intel, model: 'Intel(R) Xeon(R) E-2234 CPU @ 3.60GHz', family: 6, modelNumber: 158, stepping: 13, cores: 4 }, memoryMiB: 32674, memoryType: 'DDR4', disk: { model: 'SSDSC2KG480G8R', kind: 'ssd', bus: 'sata', gigabytes: 480 }, firmwareOn: '2024-04-02', chipOn: '2020-06-01', chip: '2.0', bought: '2020-11-09' },
  proliant: { maker: 'HPE', model: 'ProLiant ML350 Gen11', chassis: 'server', cpu: { vendor: intel, model: 'Intel(R) Xeon(R) Silver 4410Y', family: 6, modelNumber: 143, stepping: 8, cores: 12 }, memoryMiB: 130_752, memoryType: 'DDR5', disk: { model: 'MZ7L3960HCJR', kind: 'ssd', bus: 'sata', gigabytes: 960 }, firmwareOn: '2025-07-14', chipOn: '2024-02-05', chip: '2.0', bought: '2024-06-03' },
  guest: { maker: 'Microsoft Corporation', model: 'Virtual Machine', chassis: 'virtual', cpu: { vendor: intel, model: 'Intel(R) Xeon(R) Silver 4410Y', family: 6, modelNumber: 143, stepping: 8, cores: 4 }, memoryMiB: 16_383, memoryType: 'DDR5', disk: { model: 'Virtual Disk', kind: 'virtual', bus: 'other', gigabytes: 256 }, firmwareOn: '2024-04-11', chipOn: null, chip: null, bought: '2024-06-03' },
  oldBox: { maker: 'HPE', model: 'ProLiant MicroServer Gen8', chassis: 'server', cpu: { vendor: intel, model: 'Intel(R) Celeron(R) CPU G1610T @ 2.30GHz', family: 6, modelNumber: 58, stepping: 9, cores: 2 }, memoryMiB: 7978, memoryType: 'DDR3', disk: { model: 'WDC WD2003FYPS-27W9B0', kind: 'hdd', bus: 'sata', gigabytes: 2000 }, firmwareOn: '2019-04-04', chipOn: null, chip: null, bought: '2015-05-11' },
  macMini: { maker: 'Apple Inc.', model: 'Mac14,3', chassis: 'desktop', cpu: { vendor: 'Apple', model: 'Apple M2', cores: 8 }, memoryMiB: 16_384, memoryType: 'LPDDR5', disk: { model: 'APPLE SSD AP0256Z', kind: 'nvme', bus: 'nvme', gigabytes: 251 }, firmwareOn: null, chipOn: null, chip: null, modelYear: 2023, bought: '2023-05-15' },
  macBook: { maker: 'Apple Inc.', model: 'MacBookPro14,1', chassis: 'laptop', cpu: { vendor: intel, model: 'Intel(R) Core(TM) i5-7360U CPU @ 2.30GHz', family: 6, modelNumber: 142, stepping: 9, cores: 2 }, memoryMiB: 8192, memoryType: 'LPDDR3', disk: { model: 'APPLE SSD AP0256J', kind: 'nvme', bus: 'nvme', gigabytes: 251 }, firmwareOn: null, chipOn: null, chip: null, modelYear: 2017, bought: '2018-01-22' },
} as const satisfies Readonly<Record<string, Model>>;
export type ModelName = keyof typeof models;
