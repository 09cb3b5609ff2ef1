// What settings are made of: a line with its control, a switch, a heading over several of them.
import { Switch, Title } from '@mantine/core';
import type { ReactNode } from 'react';
import type { SettingsData } from '../../shared/model';
import { request } from '../api';
import { useAction } from '../ui/toast';
import classes from './settings.module.css';

interface SettingProps {
  readonly id: string;
  readonly label: string;
  readonly hint?: string;
  readonly children: ReactNode;
}

export function Setting({ id, label, hint, children }: SettingProps) {
  return (
    <div className={classes.setting}>
      <div>
        <p className={classes.label} id={id}>
          {label}
        </p>
        {hint ? (
          <p className={classes.hint} id={`${id}-hint`}>
            {hint}
          </p>
        ) : null}
      </div>
      <div>{children}</div>
    </div>
  );
}

type SwitchName = { [K in keyof SettingsData]: SettingsData[K] extends boolean ? K : never }[keyof SettingsData];

/** A setting that is on or off. */
export function SwitchSetting(props: Omit<SettingProps, 'children'> & { name: SwitchName; on: boolean }) {
  const { name, on, ...line } = props;
  const { busy, run } = useAction();
  return (
    <Setting {...line}>
      <Switch
        aria-labelledby={line.id}
        checked={on}
        onChange={(event) => {
          const checked = event.currentTarget.checked;
          // Not disabled meanwhile: that would take the focus away.
          if (!busy) run(() => request('settings:set', { patch: { [name]: checked } }));
        }}
      />
    </Setting>
  );
}

export function Section({ title, children }: { title: string; children: ReactNode }) {
  return (
    <section className={classes.section}>
      <Title order={2}>{title}</Title>
      {children}
    </section>
  );
}
