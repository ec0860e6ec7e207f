import { completions, options, said } from './usage.ts';

/** Completion for bash, of what `farmhand --help` lists. */
export function bash(): string {
  const cases = completions().map(({ name, next, farms }) => {
    const words = [...next, ...options()].join(' ');
    const farm = farms.length > 0 ? `farms=${quoted(farms.join(' '))} ` : '';
    return `  ${name}) ${farm}words=${quoted(words)} ;;`;
  });
  return `# Made from farmhand --help.
_farmhand() {
  local current=\${COMP_WORDS[COMP_CWORD]} before=\${COMP_WORDS[COMP_CWORD - 1]} words='' farms=''
  COMPREPLY=()
  case \${COMP_WORDS[1]} in
${cases.join('\n')}
  esac
  if ((COMP_CWORD == 1)); then
    words=${quoted([...completions().map(({ name }) => name), ...options()].join(' '))}
  elif [[ $before == --farm || $before == -f ]]; then
    if [[ -z $farms ]]; then mapfile -t COMPREPLY < <(compgen -f -- "$current"); fi
    words=$farms
  elif [[ $before == say ]]; then
    words=${quoted(said.join(' '))}
  fi
  if [[ -n $words ]]; then mapfile -t COMPREPLY < <(compgen -W "$words" -- "$current"); fi
}
complete -F _farmhand farmhand
`;
}

/** The same for zsh. */
export function zsh(): string {
  const described = (name: string, about: string) => quoted(`${name.replaceAll(':', '\\:')}:${about}`);
  const cases = completions().map(({ name, next, farms }) => {
    const farm = farms.length > 0 ? `farms=(${farms.join(' ')}) ` : '';
    return `  ${name}) ${farm}following=(${[...next, ...options()].join(' ')}) ;;`;
  });
  return `#compdef farmhand
# Made from farmhand --help.
local -a subcommands options farms following
subcommands=(
${completions()
  .map(({ name, about }) => `  ${described(name, about)}`)
  .join('\n')}
)
options=(${options().join(' ')})
if ((CURRENT == 2)); then
  _describe subcommand subcommands
  compadd -- $options
  return
fi
case \${words[2]} in
${cases.join('\n')}
esac
case \${words[CURRENT - 1]} in
  -f | --farm) if (($#farms)); then compadd -- $farms; else _files; fi ;;
  say) compadd -- ${said.map(quoted).join(' ')} ;;
  *) compadd -- $following ;;
esac
`;
}

function quoted(text: string): string {
  return `'${text.replaceAll("'", "'\\''")}'`;
}
