// Decisions about a tool's answer: what may be shown, what a copy holds.
import { assertNever } from '../../shared/errors';
import type { ToolContent, ToolResult } from '../../shared/model';

const IMAGES = /^image\/(png|jpeg|gif|webp|avif|bmp|svg\+xml)$/u;
const SOUNDS = /^audio\/[a-z0-9.+-]+$/u;
const BASE64 = /^[A-Za-z0-9+/=\s]*$/u;

interface Data {
  readonly mimeType: string;
  readonly base64: string;
}

/** A data: address for an img element, where scripts in an SVG do not run; undefined for any other type. */
export function imageSource({ mimeType, base64 }: Data): string | undefined {
  return IMAGES.test(mimeType) && BASE64.test(base64) ? `data:${mimeType};base64,${base64}` : undefined;
}

export function soundSource({ mimeType, base64 }: Data): string | undefined {
  return SOUNDS.test(mimeType) && BASE64.test(base64) ? `data:${mimeType};base64,${base64}` : undefined;
}

/** Only these are offered as links; the core checks again before it opens one. */
export function isWebLink(uri: string): boolean {
  return /^https?:\/\//iu.test(uri);
}

/** The answer as text: every piece, then the structured content; images and sounds by type only. */
export function copyable({ content, structured }: ToolResult): string {
  const parts = content.map(pieceText);
  if (structured !== undefined) parts.push(JSON.stringify(structured, null, 2));
  return parts.join('\n');
}

function pieceText(piece: ToolContent): string {
  switch (piece.kind) {
    case 'text':
      return piece.text;
    case 'image':
    case 'audio':
      return `[${piece.mimeType}]`;
    case 'link':
      return `${piece.name} ${piece.uri}`;
    case 'resource':
      return piece.text ?? piece.uri;
    case 'other':
      return piece.json;
    default:
      return assertNever(piece);
  }
}
