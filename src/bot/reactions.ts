const approving = new Set(['✅', '✔', '👍', '+1', 'thumbsup', 'white_check_mark', 'approve']);
const denying = new Set(['❌', '✖', '👎', '-1', 'thumbsdown', 'x', 'deny']);

/** What a reaction on a plan means, by the emoji or its name (as Slack, IRC clients and bridges call it); undefined when it is no vote. */
export function voteOf(name: string): 'approve' | 'deny' | undefined {
  const plain = name
    .replace(/[\u{1F3FB}-\u{1F3FF}\uFE0E\uFE0F]/gu, '')
    .replace(/^:|:$/g, '')
    .replace(/::skin-tone-[2-6]$/, '')
    .toLowerCase();
  if (approving.has(plain)) return 'approve';
  if (denying.has(plain)) return 'deny';
  return undefined;
}
