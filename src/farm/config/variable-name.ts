/** What may have the name of a variable of the firewall, or the rule for it. */
interface Named {
  readonly variable?: string | undefined;
  readonly param?: string | undefined;
}

/** The same with `variable` alone: `param` is what that was called before. */
export function withVariable<Block extends Named>({ param, variable = param, ...block }: Block) {
  return { ...block, variable };
}
