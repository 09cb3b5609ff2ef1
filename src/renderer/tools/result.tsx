// What a tool gave back: how long it took and what it costs, then its content piece by piece.
import { Anchor, Box } from '@mantine/core';
import { IconExternalLink } from '@tabler/icons-react';
import { assertNever, type WireError } from '../../shared/errors';
import type { ToolContent, ToolResult } from '../../shared/model';
import { sayLatency, sayTokens } from '../../shared/say';
import { request } from '../api';
import { CopyIcon } from '../ui/copy';
import { Problem } from '../ui/parts';
import { Shape } from '../ui/shapes';
import { useAction } from '../ui/toast';
import { useWords } from '../ui/words';
import { copyable, imageSource, isWebLink, soundSource } from './result-content';
import classes from './tools.module.css';

const SHOWN_CHARACTERS = 100_000;

export function Result({ result }: { result: ToolResult }) {
  const { t } = useWords();
  const { isError, content, structured } = result;
  const figures = { time: sayLatency(result.milliseconds, t), tokens: sayTokens(result.tokens, t) };
  const pieces = content.map((piece, place) => ({ piece, key: `${piece.kind}:${place}` }));
  return (
    <div className={classes.result} data-error={isError || undefined}>
      <div className={classes.cap}>
        <Shape name={isError ? 'failed' : 'ready'} size={12} />
        <span>
          {isError ? t('window.tools.result.toolError', figures) : t('window.tools.result.answered', figures)}
        </span>
        <CopyIcon text={copyable(result)} label={t('window.tools.result.copy')} />
      </div>
      {pieces.map(({ piece, key }) => (
        <Piece key={key} piece={piece} />
      ))}
      {structured === undefined ? null : (
        <div className={classes.piece}>
          <p className={classes.pieceLabel}>{t('window.tools.result.structured')}</p>
          <Text text={JSON.stringify(structured, null, 2)} />
        </div>
      )}
      {content.length === 0 && structured === undefined ? (
        <p className={classes.piece}>{t('window.tools.result.empty')}</p>
      ) : null}
    </div>
  );
}

export function CallFailed({ problem }: { problem: WireError }) {
  const { t } = useWords();
  return (
    <div className={classes.result} data-error>
      <div className={classes.cap}>
        <Shape name="failed" size={12} />
        <span>{t('window.tools.result.failed')}</span>
      </div>
      <div className={classes.piece}>
        <Problem problem={problem} shape="failed" />
      </div>
    </div>
  );
}

function Piece({ piece }: { piece: ToolContent }) {
  switch (piece.kind) {
    case 'text':
      return (
        <div className={classes.piece}>
          <Text text={piece.text} />
        </div>
      );
    case 'image':
    case 'audio':
      return <Media piece={piece} />;
    case 'link':
      return <LinkPiece uri={piece.uri} name={piece.name} />;
    case 'resource':
      return <ResourcePiece piece={piece} />;
    case 'other':
      return (
        <div className={classes.piece}>
          <Text text={piece.json} />
        </div>
      );
    default:
      return assertNever(piece);
  }
}

/** Long answers are cut on screen, never in the copy. */
function Text({ text }: { text: string }) {
  const { t, language } = useWords();
  if (text.length <= SHOWN_CHARACTERS) return <pre>{text}</pre>;
  return (
    <>
      <pre>{text.slice(0, SHOWN_CHARACTERS)}</pre>
      <p className={classes.pieceLabel}>
        {t('window.tools.result.cut', { count: SHOWN_CHARACTERS.toLocaleString(language) })}
      </p>
    </>
  );
}

function Media({ piece }: { piece: Extract<ToolContent, { kind: 'image' | 'audio' }> }) {
  const { t } = useWords();
  const type = piece.mimeType;
  const source = piece.kind === 'image' ? imageSource(piece) : soundSource(piece);
  if (source === undefined) return <p className={classes.piece}>{t('window.tools.result.unshown', { type })}</p>;
  return (
    <figure className={classes.piece}>
      {piece.kind === 'image' ? (
        <img src={source} alt={t('window.tools.result.image', { type })} className={classes.image} />
      ) : (
        // There are no captions in what a tool sends; the label says what it is.
        <Box component="audio" controls src={source} aria-label={t('window.tools.result.audio', { type })} />
      )}
    </figure>
  );
}

function LinkPiece({ uri, name }: { uri: string; name: string }) {
  const { t } = useWords();
  const { run } = useAction();
  return (
    <p className={classes.piece}>
      {isWebLink(uri) ? (
        <Anchor
          component="button"
          type="button"
          className={classes.link ?? ''}
          aria-label={t('window.tools.result.openLink', { name })}
          onClick={() => run(() => request('app:openLink', { url: uri }))}
        >
          {name}
          <IconExternalLink size={13} stroke={1.35} aria-hidden />
        </Anchor>
      ) : (
        <b>{name}</b>
      )}
      <code className={classes.uri}>{uri}</code>
      <CopyIcon text={uri} label={t('window.common.copyNamed', { what: uri })} />
    </p>
  );
}

function ResourcePiece({ piece }: { piece: Extract<ToolContent, { kind: 'resource' }> }) {
  const { t } = useWords();
  return (
    <div className={classes.piece}>
      <p className={classes.pieceLabel}>
        {t('window.tools.result.resource')} <code>{piece.uri}</code> {piece.mimeType}
      </p>
      {piece.text === undefined ? null : <Text text={piece.text} />}
    </div>
  );
}
