// What the person has entered for a call, in the form or as JSON; changing between the two loses nothing.
import { useState } from 'react';
import type { JsonObject } from '../../shared/model';
import {
  type FormValue,
  type FormValues,
  fromArguments,
  type Invalid,
  parseArguments,
  presetValues,
  toArguments,
} from './form-values';
import type { Field } from './schema-fields';

export type Errors = Readonly<Record<string, Invalid>>;

export interface ArgumentsEditor {
  readonly mode: 'form' | 'json';
  readonly values: FormValues;
  readonly text: string;
  readonly errors: Errors;
  /** What is wrong with the JSON; `unknown` are names the form has no field for. */
  readonly rawError: Invalid | { readonly unknown: readonly string[] } | undefined;
  readonly setMode: (mode: 'form' | 'json') => void;
  readonly setValue: (name: string, value: FormValue) => void;
  readonly setText: (text: string) => void;
  /** The arguments to call with; undefined while something is wrong, which then shows at its field. */
  readonly check: () => JsonObject | undefined;
}

const NO_ERRORS: Errors = {};
const pretty = (args: JsonObject) => JSON.stringify(args, null, 2);

export function useArguments(fields: readonly Field[], rawOnly: boolean): ArgumentsEditor {
  const [mode, setMode] = useState<'form' | 'json'>(rawOnly ? 'json' : 'form');
  const [values, setValues] = useState<FormValues>(() => presetValues(fields));
  const [text, setText] = useState('{}');
  const [errors, setErrors] = useState<Errors>(NO_ERRORS);
  const [rawError, setRawError] = useState<ArgumentsEditor['rawError']>();

  const toJson = () => {
    // What is entered so far, valid or not yet complete, is the best start.
    const good = fields.filter((f) => toArguments([{ ...f, required: false }], values).ok);
    const partial = toArguments(
      good.map((f) => ({ ...f, required: false })),
      values,
    );
    setText(pretty(partial.ok ? partial.args : {}));
    setRawError(undefined);
    setMode('json');
  };
  const toForm = () => {
    const read = parseArguments(text);
    if ('invalid' in read) return setRawError(read.invalid);
    const { values: next, unknown } = fromArguments(fields, read.args);
    if (unknown.length > 0) return setRawError({ unknown });
    setValues(next);
    setErrors(NO_ERRORS);
    return setMode('form');
  };
  const checkForm = () => {
    const read = toArguments(fields, values);
    setErrors(read.ok ? NO_ERRORS : read.errors);
    return read.ok ? read.args : undefined;
  };
  const checkJson = () => {
    const read = parseArguments(text);
    setRawError('invalid' in read ? read.invalid : undefined);
    return 'invalid' in read ? undefined : read.args;
  };
  return {
    mode,
    values,
    text,
    errors,
    rawError,
    setMode: (next) => (next === 'json' ? toJson() : toForm()),
    setValue: (name, value) => setValues((before) => ({ ...before, [name]: value })),
    setText,
    check: mode === 'form' ? checkForm : checkJson,
  };
}
