/**
 * What the C library says for an error, by code as Node names it. GNU and the BSDs first, musl where it says otherwise.
 * Only these are told apart; any other text is passed on as it is.
 */
const words: Readonly<{ [text: string]: string }> = {
  'No such file or directory': 'ENOENT',
  'Not a directory': 'ENOTDIR',
  'No such process': 'ESRCH',
  'Permission denied': 'EACCES',
  'Operation not permitted': 'EPERM',
  'Too many levels of symbolic links': 'ELOOP',
  'Symbolic link loop': 'ELOOP',
  'Invalid argument': 'EINVAL',
  'No such device': 'ENODEV',
  'No such device or address': 'ENXIO',
  'Input/output error': 'EIO',
  'I/O error': 'EIO',
  'Is a directory': 'EISDIR',
  'Operation not supported': 'ENOTSUP',
  'Not supported': 'ENOTSUP',
  'No data available': 'ENODATA',
  'Resource temporarily unavailable': 'EAGAIN',
  'Connection timed out': 'ETIMEDOUT',
  'Operation timed out': 'ETIMEDOUT',
  'Device or resource busy': 'EBUSY',
  'Resource busy': 'EBUSY',
  'No medium found': 'ENOMEDIUM',
  'Stale file handle': 'ESTALE',
  'File name too long': 'ENAMETOOLONG',
  'Filename too long': 'ENAMETOOLONG',
  'Host is down': 'EHOSTDOWN',
  'Remote I/O error': 'EREMOTEIO',
};

/**
 * The error that a tool told of, with the code that Node gives it: `head: cannot open '/x' for reading: Permission denied`.
 * The first line counts whose end is a known text; the text itself where none is.
 */
export function toldError(text: string): Error & { code: string } {
  const codes = text.split('\n').map((line) => words[line.slice(line.lastIndexOf(': ') + 2).trim()]);
  const code = codes.find((each) => each !== undefined) ?? (text.trim() || 'no reason was told');
  return Object.assign(new Error(text), { code });
}
