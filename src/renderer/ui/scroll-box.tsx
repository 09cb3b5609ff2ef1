// A box that scrolls: named, and a stop for Tab, so that its end can be reached without a mouse.
import { Box } from '@mantine/core';
import type { ReactNode } from 'react';

interface Props {
  readonly label: string;
  readonly className: string | undefined;
  readonly children: ReactNode;
}

export function ScrollBox({ label, className, children }: Props) {
  return (
    <Box component="section" aria-label={label} tabIndex={0} className={className ?? ''}>
      {children}
    </Box>
  );
}
