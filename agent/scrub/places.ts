/** What kind of source a text comes from, by its path or command line: some rules are for some of them only. */
export const places = {
  /** Lists of packages, releases and models: public names and numbers that look like addresses. */
  published: /dpkg|rpm|apk|pacman|\/snap\/|flatpak|os-release|redhat-release|osrelease|\/modules|vmlinuz|^\/sys\/(?!class\/net)|\\(?:Uninstall|CurrentVersion|Installer|Updates?)(?:\\|$)|:Win32_(?:QuickFixEngineering|BIOS|OperatingSystem|Product)\b|:MSFT_MpComputerStatus\b/,
  users: /^\/etc\/(?:passwd|master\.passwd)-?$/,
  shadow: /^\/etc\/g?shadow-?$/,
  authorizedKeys: /authorized_keys/,
  /** Files of credentials in the form of netrc(5): `machine … login … password …`. */
  netrc: /netrc|auth\.conf/,
  machineId: /machine-id$/,
  serial: /(?:serial|serial-number|asset_tag|vpd_pg80|wwid)$/,
  descriptors: /^\/proc\/[^/]+\/fd\//,
  kernelIpv4: /^\/proc\/net\/(?:tcp|udp|raw|route)$/,
  kernelIpv6: /^\/proc\/net\/(?:tcp6|udp6|raw6)$/,
  networkIpv6: /^\/proc\/net\/(?:if_inet6|ipv6_route)$/,
  netstat: /\/netstat(?: |$)/,
  smbios: /\/dmi\/tables\/DMI$/,
  edid: /\/edid$/,
  utmp: /\/(?:wtmp|btmp|utmp)(?:\.\d+)?$/,
} as const;
