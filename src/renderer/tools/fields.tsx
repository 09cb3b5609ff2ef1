// The inputs of the form that tries a tool.
import { JsonInput, NumberInput, Select, Switch, Textarea, TextInput } from '@mantine/core';
import type { ReactNode } from 'react';
import { assertNever } from '../../shared/errors';
import type { Translate } from '../../shared/messages';
import { useWords } from '../ui/words';
import type { FormValue, Invalid } from './form-values';
import type { Field } from './schema-fields';
import { sayValue } from './schema-words';
import classes from './tools.module.css';
import type { ArgumentsEditor } from './use-arguments';

export function FieldInputs({ fields, editor }: { fields: readonly Field[]; editor: ArgumentsEditor }) {
  const { t } = useWords();
  return fields.map((field) => {
    const error = editor.errors[field.name];
    return (
      <div key={field.name} className={classes.field} data-wide={isWide(field) || undefined}>
        <FieldInput
          field={field}
          value={editor.values[field.name]}
          error={error ? invalidWords(error, t) : undefined}
          onChange={(value) => editor.setValue(field.name, value)}
        />
      </div>
    );
  });
}

const isWide = (field: Field) => field.kind === 'json' || (field.kind === 'text' && field.long);

/** What is wrong with a value, in words. */
export function invalidWords(invalid: Invalid, t: Translate): string {
  return invalid.code === 'json'
    ? t('window.tools.invalid.json', { problem: invalid.problem })
    : t(`window.tools.invalid.${invalid.code}`);
}

interface InputProps {
  readonly field: Field;
  readonly value: FormValue;
  readonly error: string | undefined;
  readonly onChange: (value: FormValue) => void;
}

function FieldInput({ field, value, error, onChange }: InputProps) {
  const { t } = useWords();
  const text = value === undefined ? '' : String(value);
  const common = { label: <FieldLabel field={field} />, error, 'aria-required': field.required, size: 'xs' } as const;
  switch (field.kind) {
    case 'text':
      return field.long ? (
        <Textarea
          {...common}
          autosize
          minRows={2}
          maxRows={8}
          value={text}
          onChange={(e) => onChange(e.currentTarget.value)}
        />
      ) : (
        <TextInput {...common} value={text} onChange={(e) => onChange(e.currentTarget.value)} />
      );
    case 'number':
      return <NumberInput {...common} value={text} allowDecimal={!field.whole} onChange={(v) => onChange(String(v))} />;
    case 'boolean':
      return (
        <Switch
          label={common.label}
          error={error}
          checked={value === true}
          onChange={(e) => onChange(e.currentTarget.checked)}
          className={classes.switch ?? ''}
        />
      );
    case 'choice':
      return <ChoiceInput field={field} common={common} text={text} onChange={onChange} />;
    case 'json':
      return (
        <JsonInput
          {...common}
          autosize
          minRows={field.required ? 2 : 1}
          maxRows={10}
          placeholder={t('window.tools.try.jsonField', { example: exampleOf(field.shape) })}
          value={text}
          onChange={onChange}
          classNames={{ input: classes.mono }}
        />
      );
    default:
      return assertNever(field);
  }
}

type Common = { label: ReactNode; error: string | undefined; 'aria-required': boolean; size: 'xs' };

function ChoiceInput({
  field,
  common,
  text,
  onChange,
}: {
  field: Extract<Field, { kind: 'choice' }>;
  common: Common;
  text: string;
  onChange: (value: FormValue) => void;
}) {
  const { t } = useWords();
  return (
    <Select
      {...common}
      data={field.values.map((v, i) => ({ value: String(i), label: sayValue(v) }))}
      value={text === '' ? null : text}
      clearable={!field.required}
      placeholder={t('window.tools.try.choose')}
      onChange={(v) => onChange(v ?? undefined)}
    />
  );
}

function FieldLabel({ field }: { field: Field }) {
  const { t } = useWords();
  return (
    <>
      {field.name}
      {field.required ? null : <span className={classes.optional}> {t('window.tools.try.optional')}</span>}
    </>
  );
}

function exampleOf(shape: 'array' | 'object' | 'any'): string {
  if (shape === 'array') return '["a", "b"]';
  return shape === 'object' ? '{"a": 1}' : '"a"';
}

/** All arguments at once, as JSON. */
export function RawInput({ editor }: { editor: ArgumentsEditor }) {
  const { t } = useWords();
  const { rawError } = editor;
  const error =
    rawError === undefined
      ? undefined
      : 'unknown' in rawError
        ? t('window.tools.try.formOnlyJson', { names: rawError.unknown.join(t('common.listSeparator')) })
        : invalidWords(rawError, t);
  return (
    <div className={classes.field} data-wide>
      <JsonInput
        label={t('window.tools.try.arguments')}
        autosize
        minRows={3}
        maxRows={14}
        value={editor.text}
        error={error}
        onChange={editor.setText}
        classNames={{ input: classes.mono }}
      />
    </div>
  );
}
