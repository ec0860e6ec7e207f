/** Where in the app's own pages something is: the words to click. */
export function inApp(...clicks: readonly string[]): string {
  return `https://api.slack.com/apps, the app, ${clicks.join(', ')}`;
}

/** What is done after a change of what the app may: without it Slack goes on with what was installed. */
export const reinstall = 'then Install App, Reinstall';
