import { createRequire } from 'node:module';
import { Language, Parser } from 'web-tree-sitter';
import type { Node } from 'web-tree-sitter';

/** Finds what a script for Windows may not do, each as `line: what`; nothing in a script that only reads. */
export type PowerShellCheck = (script: string, mine?: Own) => string[];

/** What only the script's own beginning may use, besides what every source may. */
interface Own {
  readonly types: readonly string[];
  readonly commands: readonly string[];
  /** Assignments by their left side. */
  readonly sets: readonly string[];
}

/** Commands that only read, in full: an alias is not on the list, nor is anything of another module. */
const commands = new Set(
  [
    // Of the engine and its own modules.
    'Get-Acl', 'Get-ChildItem', 'Get-CimClass', 'Get-CimInstance', 'Get-Content', 'Get-Item', 'Get-ItemProperty', 'Get-Service', 'Get-HotFix', 'Get-WinEvent', 'Test-Path',
    'ForEach-Object', 'Where-Object', 'Select-Object', 'Sort-Object', 'Group-Object', 'Measure-Object', 'Split-Path', 'Join-Path',
    // Of modules that come with Windows.
    'Get-BitLockerVolume', 'Get-ComputerRestorePoint', 'Get-LocalGroup', 'Get-LocalGroupMember', 'Get-LocalUser', 'Get-MpComputerStatus', 'Get-MpPreference',
    'Get-NetAdapter', 'Get-NetConnectionProfile', 'Get-NetFirewallProfile', 'Get-NetFirewallRule', 'Get-NetFirewallPortFilter', 'Get-NetFirewallApplicationFilter', 'Get-NetFirewallAddressFilter',
    'Get-NetIPAddress', 'Get-NetIPConfiguration', 'Get-NetNeighbor', 'Get-NetRoute', 'Get-NetTCPConnection', 'Get-NetUDPEndpoint', 'Get-DnsClientServerAddress',
    'Get-Partition', 'Get-Disk', 'Get-PhysicalDisk', 'Get-Volume', 'Get-StorageReliabilityCounter', 'Get-Printer', 'Get-PrinterPort', 'Get-PrinterDriver',
    'Get-ScheduledTask', 'Get-ScheduledTaskInfo', 'Get-SmbClientConfiguration', 'Get-SmbServerConfiguration', 'Get-SmbShare', 'Get-Tpm', 'Get-TpmEndorsementKeyInfo', 'Get-WindowsFeature',
    'Get-WBSummary', 'Get-WBPolicy', 'Get-AppxPackage', 'Get-AuthenticodeSignature', 'Confirm-SecureBootUEFI',
  ].map((name) => name.toLowerCase()),
);

/** The parts of the language that a script is made of; all others are refused, also those that come after PowerShell 5.1. */
const parts = new Set(
  `program statement_list pipeline pipeline_chain command command_name command_elements command_argument_sep command_parameter command_invokation_operator command_name_expr
  generic_token path_command_name logical_expression bitwise_expression comparison_expression additive_expression multiplicative_expression format_expression range_expression
  array_literal_expression unary_expression expression_with_unary_operator cast_expression parenthesized_expression sub_expression array_expression hash_literal_expression hash_literal_body
  hash_entry key_expression simple_name string_literal verbatim_string_characters expandable_string_literal variable integer_literal decimal_integer_literal hexadecimal_integer_literal
  real_literal type_literal type_spec type_name type_identifier array_type_name dimension member_access member_name element_access invokation_expression argument_list argument_expression_list argument_expression
  logical_argument_expression bitwise_argument_expression comparison_argument_expression additive_argument_expression multiplicative_argument_expression format_argument_expression
  range_argument_expression comparison_operator format_operator assignment_expression left_assignment_expression assignement_operator script_block_expression script_block
  script_block_body statement_block if_statement elseif_clauses elseif_clause else_clause foreach_statement while_statement while_condition try_statement catch_clauses catch_clause finally_clause
  flow_control_statement function_statement function_name function_parameter_declaration parameter_list script_parameter attribute_list attribute empty_statement comment post_increment_expression`.split(/\s+/),
);

/** Types whose names may stand in a script: values. Their static members are no commands, so none may be called. */
const types = new Set(
  'string string[] char int uint32 long uint64 int16 uint16 uint16[] byte byte[] sbyte bool double single decimal datetime timespan guid version uri ciminstance System.Enum System.Collections.IDictionary System.Collections.IEnumerable System.Management.Automation.PSCustomObject pscustomobject ordered adsi'
    .toLowerCase().split(' '),
);

/** Methods that read or make a new value, by name, with how many arguments they may have. */
const methods: Readonly<Record<string, number>> = {
  contains: 1, startswith: 1, endswith: 1, split: 2, replace: 2, substring: 2, trim: 1, trimstart: 1, trimend: 1, tolowerinvariant: 0, tostring: 0, touniversaltime: 0, indexof: 1,
  // Of registry keys. A second argument of OpenSubKey would open one for writing.
  opensubkey: 1, getvalue: 3, getvaluenames: 0, getvaluekind: 1, getsubkeynames: 0, close: 0,
  openbasekey: 2,
  // Of a group as ADSI shows it.
  members: 0,
  // Of the Windows Update Agent: what it learned the last time, and what it did. Nothing that downloads or installs.
  createupdatesearcher: 0, search: 1, gettotalhistorycount: 0, queryhistory: 2,
};

/** The only objects of COM that a script may make, as they are written there: the Windows Update Agent, to be asked. */
const objects = /^New-Object -ComObject 'Microsoft\.Update\.(?:Session|AutoUpdate)'$/;

/** The only property that may be set: that the agent asks no server. */
const offline = /^\$searcher\.Online = \$false$/;

/** Arguments by which a reading command asks another computer. */
const elsewhere = /^-(?:cimsession|computername|connectionuri|session|asjob|throttlelimit|credential|outvariable|pipelinevariable|wait|uri|path:)/i;

/** Properties that hold a secret. */
const secrets = /recoverypassword|recoverykey|privatekey|asplaintext|securestring|cleartext/i;

/** Loads the grammar, once for a test file. */
export async function powershellCheck(): Promise<PowerShellCheck> {
  await Parser.init();
  const language = await Language.load(createRequire(import.meta.url).resolve('tree-sitter-powershell/tree-sitter-powershell.wasm'));
  const parser = new Parser();
  parser.setLanguage(language);
  return (script, mine = { types: [], commands: [], sets: [] }) => {
    // Each block is read for itself, as PowerShell reads it from standard input.
    const functions = new Set([...script.matchAll(/^function ([\w-]+)/gm)].map(([, name = '']) => name.toLowerCase()));
    let line = 0;
    return script.split('\n\n').flatMap((block) => {
      const tree = parser.parse(block);
      const from = line;
      line += block.split('\n').length + 1;
      if (block.trim() === '') return [];
      if (!tree) return ['not parsed'];
      return wrongIn(tree.rootNode, { functions, mine }).map(({ node, what }) => `${from + node.startPosition.row + 1}: ${what}`);
    });
  };
}

interface Around {
  readonly functions: ReadonlySet<string>;
  readonly mine: Own;
}

interface Wrong {
  readonly node: Node;
  readonly what: string;
}

function wrongIn(node: Node, around: Around): Wrong[] {
  const here = wrongWith(node, around);
  return [...(here === undefined ? [] : [{ node, what: here }]), ...node.namedChildren.flatMap((child) => (child ? wrongIn(child, around) : []))];
}

function wrongWith(node: Node, { functions, mine }: Around): string | undefined {
  if (node.isError) return `not understood: ${node.text.slice(0, 40)}`;
  // The grammar also stumbles over lists of bare words: texts in a list are quoted.
  if (node.isMissing) return `missing ${JSON.stringify(node.type)}`;
  if (!parts.has(node.type)) return `${node.type} is not allowed: ${node.text.slice(0, 40)}`;
  switch (node.type) {
    case 'command':
      return wrongCommand(node, { functions, mine });
    case 'function_statement':
      return /^function\b/i.test(node.text) ? undefined : `not a function: ${node.text.slice(0, 40)}`;
    case 'generic_token':
    case 'string_literal':
      return /^['"]?\\\\[^'"\\]/.test(node.text) ? `nothing of another computer: ${node.text}` : undefined;
    case 'command_parameter':
      return elsewhere.test(node.text) ? `${node.text} is not allowed` : undefined;
    case 'type_literal': {
      const name = node.text.slice(1, -1).toLowerCase();
      return types.has(name) || mine.types.includes(node.text) ? undefined : `type ${node.text} is not allowed`;
    }
    case 'attribute':
      return types.has(node.text.slice(1, -1).toLowerCase()) ? undefined : `${node.text} is not allowed`;
    case 'invokation_expression':
      return wrongCall(node, mine);
    case 'member_name':
      return secrets.test(node.text) ? `a secret is not read: ${node.text}` : undefined;
    case 'member_access':
      return node.namedChild(0)?.type === 'type_literal' ? `a static member is not allowed: ${node.text}` : undefined;
    case 'left_assignment_expression':
      return /^\$\w+$/.test(node.text) || mine.sets.includes(node.text) || offline.test(node.parent?.text.trim() ?? '') ? undefined : `nothing but a variable may be set: ${node.text}`;
    case 'variable':
      return /^\$(?:env|global|script|using|private|function|alias|variable):/i.test(node.text) && !mine.sets.includes(node.text) ? `${node.text} is not allowed` : undefined;
    default:
      return undefined;
  }
}

function wrongCommand(node: Node, { functions, mine }: Around): string | undefined {
  const name = node.childForFieldName('command_name');
  const operator = node.namedChildren.find((child) => child?.type === 'command_invokation_operator')?.text;
  if (operator !== undefined || name?.type !== 'command_name') {
    const block = operator === '&' && name?.namedChild(0)?.type === 'script_block_expression';
    return block || isLiteralBlock(node) ? undefined : `a call of what is not written there: ${node.text.slice(0, 40)}`;
  }
  if (objects.test(node.text.trim())) return undefined;
  const known = name.text.toLowerCase();
  return commands.has(known) || functions.has(known) || mine.commands.includes(name.text) ? undefined : `command ${name.text} is not allowed`;
}

/** `& { … }`: the block stands there to be read. */
function isLiteralBlock(node: Node): boolean {
  return /^&\s*\{/.test(node.text);
}

function wrongCall(node: Node, mine: Own): string | undefined {
  const [target, member] = [node.namedChild(0), node.namedChildren.find((child) => child?.type === 'member_name')];
  const name = member?.text.toLowerCase() ?? '';
  const most = Object.hasOwn(methods, name) ? methods[name] : undefined;
  if (most === undefined) return `method ${member?.text ?? node.text} is not allowed`;
  const list = node.namedChildren.find((child) => child?.type === 'argument_list');
  const given = list?.namedChild(0)?.namedChildren.filter((child) => child?.type === 'argument_expression').length ?? 0;
  if (given > most) return `${member?.text} takes at most ${most} arguments here`;
  return target?.type === 'type_literal' && !mine.types.includes(target.text) ? `a static method is not allowed: ${node.text.slice(0, 60)}` : undefined;
}
