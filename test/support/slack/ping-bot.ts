import { App } from '@slack/bolt';

/** `node test/support/slack/ping-bot.ts`: a bot of nothing but Bolt, that answers `!ping` with `pong`; what farmhand is measured beside. */

const { SLACK_BOT_TOKEN: token = '', SLACK_APP_TOKEN: appToken = '', SLACK_API_URL: slackApiUrl = '' } = process.env;
const app = new App({ token, appToken, socketMode: true, clientOptions: { slackApiUrl } });
app.message('!ping', async ({ say }) => void (await say('pong')));
await app.start();
console.log('ready');
