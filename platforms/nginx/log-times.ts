const months = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec'];

/** How nginx writes the time of a request, https://nginx.org/en/docs/http/ngx_http_core_module.html#variables: form, and epoch milliseconds. */
const forms: Readonly<Record<string, { readonly form: string; readonly read: (text: string) => number }>> = {
  time_local: {
    form: '\\d\\d/[A-Z][a-z][a-z]/\\d{4}:\\d\\d:\\d\\d:\\d\\d [+-]\\d{4}',
    read: (text) => {
      const [, day, month = '', year, clock, zone = ''] = /^(..)\/(...)\/(.{4}):(\S+) (.+)$/.exec(text) ?? [];
      const number = String(months.indexOf(month) + 1).padStart(2, '0');
      return Date.parse(`${year}-${number}-${day}T${clock}${zone.slice(0, 3)}:${zone.slice(3)}`);
    },
  },
  time_iso8601: {
    form: '\\d{4}-\\d\\d-\\d\\dT\\d\\d:\\d\\d:\\d\\d[+-]\\d\\d:\\d\\d',
    read: (text) => Date.parse(text),
  },
  msec: { form: '\\d{9,12}\\.\\d{3}', read: (text) => Number(text) * 1000 },
};

/**
 * What finds the time in a line of a log of that format, in epoch milliseconds; undefined where the format has none. The time has to stand between
 * what the format has around it: a visitor may well write one into their name or request.
 */
export function timeReader(format: string): ((line: string) => number | undefined) | undefined {
  const variables = [...format.matchAll(/\$(?:\{(\w+)\}|(\w+))/g)];
  const at = variables.findIndex(([, braced, plain]) => (braced ?? plain ?? '') in forms);
  const [whole = '', braced, plain] = variables[at] ?? [];
  const known = forms[braced ?? plain ?? ''];
  if (!known) return undefined;
  const start = variables[at]?.index ?? 0;
  const before = variables[at - 1];
  const left = format.slice(before ? before.index + before[0].length : 0, start);
  const right = format.slice(start + whole.length, variables[at + 1]?.index);
  const place = new RegExp(`${before ? '' : '^'}${plainly(left)}(${known.form})${plainly(right)}`);
  return (line) => {
    const [, text] = place.exec(line) ?? [];
    const time = text === undefined ? Number.NaN : known.read(text);
    return Number.isNaN(time) ? undefined : time;
  };
}

function plainly(text: string): string {
  return text.replace(/[\\^$.|?*+()[\]{}]/g, '\\$&');
}
