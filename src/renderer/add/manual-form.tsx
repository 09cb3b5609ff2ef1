// A server entered field by field.
import { ActionIcon, Button, PasswordInput, SegmentedControl, Textarea, TextInput } from '@mantine/core';
import { type UseFormReturnType, useForm } from '@mantine/form';
import { IconPlus, IconX } from '@tabler/icons-react';
import type { Translate } from '../../shared/messages';
import type { ServerDraft, Transport } from '../../shared/model';
import { useSnapshot } from '../store';
import { useWords } from '../ui/words';
import classes from './add.module.css';
import { draftOf, EMPTY_ENTRY, isWebAddress, type ManualEntry, nameProblem } from './draft';

type EntryForm = UseFormReturnType<ManualEntry>;

const TRANSPORTS: readonly Transport[] = ['http', 'sse', 'stdio'];

function validation(t: Translate, taken: readonly string[]) {
  return {
    name: (name: string) => {
      const problem = nameProblem(name, taken);
      return problem ? t(`window.add.invalid.${problem}`) : null;
    },
    url: (url: string, { type }: ManualEntry) =>
      type === 'stdio' || isWebAddress(url.trim()) ? null : t('window.add.invalid.url'),
    command: (command: string, { type }: ManualEntry) =>
      type !== 'stdio' || command.trim() !== '' ? null : t('window.add.invalid.command'),
  };
}

export function ManualForm({ onDraft }: { onDraft: (draft: ServerDraft) => void }) {
  const { t } = useWords();
  const { servers } = useSnapshot();
  const form = useForm<ManualEntry>({
    initialValues: EMPTY_ENTRY,
    validate: validation(
      t,
      servers.map((s) => s.name),
    ),
  });
  const { type } = form.values;
  return (
    <form className={classes.stack} noValidate onSubmit={form.onSubmit((entry) => onDraft(draftOf(entry)))}>
      <TextInput
        label={t('window.add.name')}
        description={t('window.add.nameHint')}
        aria-required
        spellCheck={false}
        {...form.getInputProps('name')}
      />
      <div>
        <p className={classes.label} id="transport-label">
          {t('window.add.transport')}
        </p>
        <SegmentedControl
          aria-labelledby="transport-label"
          data={TRANSPORTS.map((value) => ({ value, label: t(`common.transport.${value}`) }))}
          value={type}
          onChange={(value) => form.setFieldValue('type', value)}
        />
      </div>
      {type === 'stdio' ? <CommandFields form={form} /> : null}
      {type === 'stdio' ? null : (
        <TextInput
          label={t('window.add.url')}
          aria-required
          inputMode="url"
          spellCheck={false}
          {...form.getInputProps('url')}
        />
      )}
      <Pairs key={type} form={form} list={type === 'stdio' ? 'env' : 'headers'} />
      {type === 'stdio' ? null : (
        <TextInput
          label={t('window.signIn.client.id')}
          description={t('window.signIn.client.hint')}
          autoComplete="off"
          spellCheck={false}
          classNames={{ input: classes.mono }}
          {...form.getInputProps('clientId')}
        />
      )}
      <div>
        <Button type="submit" variant="filled">
          {t('window.add.read')}
        </Button>
      </div>
    </form>
  );
}

function CommandFields({ form }: { form: EntryForm }) {
  const { t } = useWords();
  return (
    <>
      <TextInput
        label={t('window.add.command')}
        aria-required
        spellCheck={false}
        classNames={{ input: classes.mono }}
        {...form.getInputProps('command')}
      />
      <Textarea
        label={t('window.add.arguments')}
        description={t('window.add.argumentsHint')}
        autosize
        minRows={2}
        maxRows={10}
        spellCheck={false}
        classNames={{ input: classes.mono }}
        {...form.getInputProps('args')}
      />
    </>
  );
}

/** Headers or variables. Values are typed hidden: most of them are secrets. */
function Pairs({ form, list }: { form: EntryForm; list: 'headers' | 'env' }) {
  const { t } = useWords();
  const pairs = form.values[list];
  const title = t(list === 'env' ? 'window.add.env' : 'window.add.headers');
  const keyed = pairs.map((pair, place) => ({ pair, place, key: `${list}:${place}` }));
  return (
    <fieldset className={classes.pairs}>
      <legend className={classes.label}>{title}</legend>
      {keyed.map(({ pair, place, key }) => (
        <div key={key} className={classes.pair}>
          <TextInput
            aria-label={`${title}: ${t('window.add.pairName')}`}
            placeholder={t('window.add.pairName')}
            spellCheck={false}
            {...form.getInputProps(`${list}.${place}.name`)}
          />
          <PasswordInput
            aria-label={`${title}: ${t('window.add.pairValue')}`}
            placeholder={t('window.add.pairValue')}
            autoComplete="off"
            {...form.getInputProps(`${list}.${place}.value`)}
          />
          <ActionIcon
            aria-label={t('window.add.removePair', { name: pair.name })}
            onClick={() => form.removeListItem(list, place)}
          >
            <IconX size={15} stroke={1.35} aria-hidden />
          </ActionIcon>
        </div>
      ))}
      <div>
        <Button
          size="xs"
          leftSection={<IconPlus size={14} stroke={1.35} aria-hidden />}
          onClick={() => form.insertListItem(list, { name: '', value: '' })}
        >
          {t(list === 'env' ? 'window.add.addEnv' : 'window.add.addHeader')}
        </Button>
      </div>
    </fieldset>
  );
}
