// Stands in for powershell.exe: a block is what an empty line ends, and each is answered as the argument says.
const reactions = JSON.parse(process.argv[2] ?? '[]');
let [mark, rest, stopped] = ['', '', false];

process.stdin.setEncoding('latin1');
process.stdin.on('data', (piece) => {
  rest += piece;
  const blocks = rest.split('\n\n');
  rest = blocks.pop() ?? '';
  for (const block of blocks) if (!stopped) take(block);
});

function take(block) {
  mark = /\$twMark = '([0-9a-f]+)'/.exec(block)?.[1] ?? mark;
  const id = /^(?:tw(?:Registry|Cim|Rights)|try \{\ntwFrame 'B') (\d+)/.exec(block)?.[1];
  if (id === undefined) return;
  const { frames = [['R', 'null']], noise = '', width, hang, silent, exit } = reactions.findLast(({ on }) => block.includes(on)) ?? {};
  if (silent === 'hang') stopped = true;
  if (silent) return;
  const text = [`${mark} B ${id} 0:\n`, noise, ...(hang ? [] : frames.map(([kind, body]) => `${mark} ${kind} ${id} ${body.length}:${body}\r\n`))].join('');
  process.stdout.write(width ? text.replace(new RegExp(`(.{${width}})`, 'g'), '$1\r\n') : text);
  if (hang) stopped = true;
  if (exit !== undefined) process.exit(exit);
}
