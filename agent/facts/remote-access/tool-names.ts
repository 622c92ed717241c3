/** A program by which somebody outside can see or steer this computer, as Windows knows it. */
export interface WindowsTool {
  readonly name: string;
  /** Names of its services, in lower case; one that ends in `*` begins so. */
  readonly services: readonly string[];
  /** How it names itself in the list of installed programs. */
  readonly called: RegExp;
}

/**
 * Remote-support and remote-management programs, by the services and the names that their makers' installers register
 * (CISA, "Guide to Securing Remote Access Software", 2023, for what belongs on such a list). Names are those of Linux where it has the program too.
 */
export const windowsTools: readonly WindowsTool[] = [
  { name: 'Action1', services: ['a1agent'], called: /^action1\b/i },
  { name: 'Ammyy Admin', services: ['ammyyadmin*'], called: /^ammyy/i },
  { name: 'AnyDesk', services: ['anydesk*'], called: /^anydesk\b/i },
  { name: 'Atera', services: ['ateraagent'], called: /^atera ?agent/i },
  { name: 'BeyondTrust', services: ['bomgar*'], called: /^(?:beyondtrust|bomgar) (?:remote|jump|representative|customer)/i },
  { name: 'Chrome Remote Desktop', services: ['chromoting'], called: /^chrome remote desktop/i },
  { name: 'ConnectWise Automate', services: ['ltservice'], called: /^(?:connectwise|labtech).*automate|^labtech/i },
  { name: 'DameWare', services: ['dwmrcs'], called: /^dameware\b/i },
  { name: 'Datto RMM', services: ['cagservice'], called: /^datto rmm|^centrastage/i },
  { name: 'DWService', services: ['dwagent'], called: /^dwagent|^dwservice/i },
  { name: 'GoTo', services: ['gotoassist*', 'gotomypc*', 'goto opener*', 'gotoresolve*'], called: /^goto(?:assist|mypc| resolve| opener)/i },
  { name: 'HopToDesk', services: ['hoptodesk*'], called: /^hoptodesk/i },
  { name: 'Kaseya', services: ['kaseya*', 'kagent*'], called: /^kaseya\b/i },
  { name: 'LogMeIn', services: ['logmein', 'lmiguardiansvc'], called: /^logmein\b/i },
  { name: 'ManageEngine', services: ['manageengine*agent*', 'desktopcentral*', 'uems*'], called: /^manageengine (?:uems|desktop central|endpoint central)/i },
  { name: 'MeshAgent', services: ['mesh agent', 'meshagent'], called: /^mesh ?agent/i },
  { name: 'N-able', services: ['advanced monitoring agent', 'windows agent service', 'basupportexpressstandaloneservice*', 'basupportexpresssrvcupdater*'], called: /^(?:n-able|n-central|solarwinds msp|beanywhere|advanced monitoring agent|windows agent$|take control)/i },
  { name: 'NetSupport', services: ['client32'], called: /^netsupport\b/i },
  { name: 'NinjaOne', services: ['ninjarmmagent'], called: /^ninja(?:rmm|one)/i },
  { name: 'NoMachine', services: ['nxservice*'], called: /^nomachine/i },
  { name: 'Parsec', services: ['parsec'], called: /^parsec\b/i },
  { name: 'Pulseway', services: ['pulseway', 'pc monitor'], called: /^pulseway/i },
  { name: 'Radmin', services: ['rserver3'], called: /^radmin server/i },
  { name: 'Remote Utilities', services: ['rmanservice', 'rutserv*'], called: /^remote utilities/i },
  { name: 'RustDesk', services: ['rustdesk'], called: /^rustdesk/i },
  { name: 'ScreenConnect', services: ['screenconnect client*', 'connectwisecontrol client*'], called: /^screenconnect client|^connectwise control/i },
  { name: 'SimpleHelp', services: ['remote access service', 'simplehelp*', 'simpleservice*'], called: /^simplehelp|^remote access \d|^jwrapper/i },
  { name: 'Splashtop', services: ['splashtopremoteservice'], called: /^splashtop (?:streamer|for rmm|remote|sos)/i },
  { name: 'Supremo', services: ['supremoservice'], called: /^supremo/i },
  { name: 'Syncro', services: ['syncro', 'syncrolive'], called: /^syncro\b/i },
  { name: 'Tactical RMM', services: ['tacticalrmm'], called: /^tactical ?(?:rmm|agent)/i },
  { name: 'TeamViewer', services: ['teamviewer*'], called: /^teamviewer\b/i },
  { name: 'ToDesk', services: ['todesk_service', 'todesk'], called: /^todesk/i },
  { name: 'Zoho Assist', services: ['zohounattended*', 'zoho assist*', 'zohomeeting'], called: /^zoho assist/i },
];
