// Windows of other apps that show web pages: no service worker, no notifications, and what is kept there is cleared with the app's cache.
const APPS: [RegExp, string][] = [
  [/wxwork/i, 'WeCom'],
  [/MicroMessenger/i, 'WeChat'],
  [/DingTalk/i, 'DingTalk'],
  [/Lark|Feishu/i, 'Lark'],
  [/AlipayClient/i, 'Alipay'],
  [/Weibo/i, 'Weibo'],
  [/\sQQ\//, 'QQ'],
  [/FBAN|FBAV|FB_IAB/, 'Facebook'],
  [/Instagram/, 'Instagram'],
  [/\sLine\//, 'LINE'],
];

/** The app in whose window this runs; null in a browser, and in a firm's own shell around one, which keeps its data. */
export function appAround(agent: string): string | null {
  return APPS.find(([mark]) => mark.test(agent))?.[1] ?? null;
}
