const LONE_HALF = /[\ud800-\udbff](?![\udc00-\udfff])|(?<![\ud800-\udbff])[\udc00-\udfff]/g;

/** Zeros and halves of characters cannot be stored as text; what is around them can. */
export function storable(cell: string): string {
  return cell.replaceAll('\u0000', '').replace(LONE_HALF, '\ufffd');
}
