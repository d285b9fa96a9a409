import { expect, it } from 'vitest';
import { appAround } from './in-app';

const ANDROID =
  'Mozilla/5.0 (Linux; Android 14; M2102K1C Build/UKQ1; wv) AppleWebKit/537.36 (KHTML, like Gecko) Version/4.0 Chrome/126.0';
const IPHONE = 'Mozilla/5.0 (iPhone; CPU iPhone OS 17_5 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko)';

it.each([
  [
    `${ANDROID} XWEB/1260097 MMWEBSDK/20240501 MicroMessenger/8.0.50.2701(0x28003253) WeChat/arm64 NetType/WIFI Language/zh_CN`,
    'WeChat',
  ],
  [`${IPHONE} Mobile/15E148 MicroMessenger/8.0.50(0x1800322b) NetType/4G Language/zh_CN`, 'WeChat'],
  [`${IPHONE} Mobile/15E148 wxwork/4.1.26 MicroMessenger/7.0.1 Language/zh`, 'WeCom'],
  [`${ANDROID} Mobile Safari/537.36 AliApp(DingTalk/7.5.10) com.alibaba.android.rimet`, 'DingTalk'],
  [`${ANDROID} Mobile Safari/537.36 V1_AND_SQ_9.0.60 QQ/9.0.60.17095`, 'QQ'],
  [`${IPHONE} Mobile/21F90 [FBAN/FBIOS;FBAV/465.0.0.38]`, 'Facebook'],
])('the window of an app is known: %s', (agent, app) => {
  expect(appAround(agent)).toBe(app);
});

it.each([
  `${ANDROID} Mobile Safari/537.36`,
  `${IPHONE} Version/17.5 Mobile/15E148 Safari/604.1`,
  'Mozilla/5.0 (Linux; Android 10; K) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/126.0.0.0 Mobile Safari/537.36',
  'Mozilla/5.0 (Linux; U; Android 14; zh-cn) AppleWebKit/537.36 (KHTML, like Gecko) Version/4.0 Chrome/115.0 MQQBrowser/15.0 Mobile Safari/537.36',
  'Mozilla/5.0 (Android 14; Mobile; rv:127.0) Gecko/127.0 Firefox/127.0',
  'Mozilla/5.0 (Linux; Android 10; K) AppleWebKit/537.36 (KHTML, like Gecko) SamsungBrowser/25.0 Chrome/121.0.0.0 Mobile Safari/537.36',
])('a browser is one: %s', (agent) => {
  expect(appAround(agent)).toBeNull();
});
