// What a push says. Every push is shown, also one that cannot be read: iPhones take the right away after three that show nothing.
export interface Said {
  title: string;
  body: string;
  tag: string;
  url: string;
}

const PLAIN: Said = { title: 'Outrider', body: '', tag: 'outrider', url: '/app/' };

export function read(data: { json(): unknown } | null): Said {
  try {
    return { ...PLAIN, ...(data?.json() as Partial<Said> | undefined) };
  } catch {
    return PLAIN;
  }
}
