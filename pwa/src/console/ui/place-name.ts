// What a place is called, with its address: once, where both are the same.
export function placeName(site: string, address: string): string {
  return [...new Set([site, address].map((text) => text.trim()).filter(Boolean))].join(', ');
}
