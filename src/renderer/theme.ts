// The look in one place: roles for light and dark as CSS variables, and Mantine's parts set to them.
import {
  type CSSVariablesResolver,
  createTheme,
  type MantineColorsTuple,
  type VariantColorsResolver,
} from '@mantine/core';

const LIGHT = {
  '--rail': '#f0eee9',
  '--list': '#f9f8f5',
  '--page': '#ffffff',
  '--raised': '#ffffff',
  '--sunken': '#f6f4f0',
  '--hover': '#efede8',
  '--press': '#e7e4dd',
  '--segment': '#ffffff',
  '--line': '#e6e2da',
  '--line-strong': '#d4cfc5',
  '--line-control': '#918b80',
  '--text': '#211f1b',
  '--text-2': '#57534b',
  '--text-3': '#69655c',
  '--accent': '#2360a8',
  '--accent-hover': '#1b5090',
  '--on-accent': '#ffffff',
  '--accent-text': '#1f5899',
  '--accent-soft': '#e3ecf7',
  '--ok': '#23734a',
  '--ok-soft': '#e4f2e9',
  '--bad': '#b3362b',
  '--bad-soft': '#fcf0ed',
  '--caution': '#835607',
  '--caution-soft': '#faf0d9',
  '--gone': '#6b5a52',
  '--gone-soft': '#f1ece7',
  '--shadow-pop': '0 1px 2px rgb(40 34 22 / 0.08), 0 8px 28px rgb(40 34 22 / 0.16)',
  '--veil': 'rgb(44 40 32 / 0.28)',
};

const DARK: typeof LIGHT = {
  '--rail': '#151514',
  '--list': '#1a1a19',
  '--page': '#201f1e',
  '--raised': '#2a2927',
  '--sunken': '#191918',
  '--hover': '#282725',
  '--press': '#302e2c',
  '--segment': '#3a3835',
  '--line': '#32302d',
  '--line-strong': '#45423d',
  '--line-control': '#7f7a71',
  '--text': '#edeae4',
  '--text-2': '#bab5ab',
  '--text-3': '#a09a8f',
  '--accent': '#86b6ea',
  '--accent-hover': '#9cc4ef',
  '--on-accent': '#0c1a29',
  '--accent-text': '#93bfee',
  '--accent-soft': '#22344b',
  '--ok': '#7cc79a',
  '--ok-soft': '#1c3326',
  '--bad': '#f28f82',
  '--bad-soft': '#35231f',
  '--caution': '#dfb263',
  '--caution-soft': '#392e18',
  '--gone': '#b3a69d',
  '--gone-soft': '#2b2826',
  '--shadow-pop': '0 1px 2px rgb(0 0 0 / 0.4), 0 12px 36px rgb(0 0 0 / 0.55)',
  '--veil': 'rgb(0 0 0 / 0.5)',
};

/** What Mantine's own style sheet reads, pointed at the roles; the same for both schemes. */
const MANTINE = {
  '--mantine-color-body': 'var(--page)',
  '--mantine-color-text': 'var(--text)',
  '--mantine-color-bright': 'var(--text)',
  '--mantine-color-dimmed': 'var(--text-2)',
  '--mantine-color-placeholder': 'var(--text-3)',
  '--mantine-color-error': 'var(--bad)',
  '--mantine-color-anchor': 'var(--accent-text)',
  '--mantine-color-default': 'var(--raised)',
  '--mantine-color-default-hover': 'var(--hover)',
  '--mantine-color-default-color': 'var(--text)',
  '--mantine-color-default-border': 'var(--line-strong)',
  '--mantine-color-disabled': 'var(--press)',
  '--mantine-color-disabled-color': 'var(--text-3)',
  '--mantine-color-disabled-border': 'var(--line-strong)',
  '--mantine-color-accent-filled': 'var(--accent)',
  '--mantine-color-accent-filled-hover': 'var(--accent-hover)',
  '--mantine-color-accent-light': 'var(--accent-soft)',
  '--mantine-color-accent-light-color': 'var(--accent-text)',
  '--mantine-primary-color-filled': 'var(--accent)',
  '--mantine-primary-color-filled-hover': 'var(--accent-hover)',
  '--mantine-primary-color-contrast': 'var(--on-accent)',
  '--mantine-primary-color-light': 'var(--accent-soft)',
  '--mantine-primary-color-light-color': 'var(--accent-text)',
};

export const cssVariables: CSSVariablesResolver = () => ({
  variables: {},
  light: { ...LIGHT, ...MANTINE },
  dark: { ...DARK, ...MANTINE },
});

const tuple = (...c: string[]): MantineColorsTuple => [
  c[0] ?? '',
  c[1] ?? '',
  c[2] ?? '',
  c[3] ?? '',
  c[4] ?? '',
  c[5] ?? '',
  c[6] ?? '',
  c[7] ?? '',
  c[8] ?? '',
  c[9] ?? '',
];
const ACCENT = tuple(
  '#e3ecf7',
  '#c9dbf0',
  '#9cc4ef',
  '#86b6ea',
  '#5f97d6',
  '#3a7bc8',
  '#2360a8',
  '#1f5899',
  '#1b5090',
  '#143a69',
);

/** One filled button per view; everything else is an edge, a soft fill, or words. */
const variants: VariantColorsResolver = ({ variant }) => {
  const none = 'var(--mantine-border-width, 1px) solid transparent';
  switch (variant) {
    case 'filled':
      return { background: 'var(--accent)', hover: 'var(--accent-hover)', color: 'var(--on-accent)', border: none };
    case 'light':
      return {
        background: 'var(--accent-soft)',
        hover: 'var(--accent-soft)',
        color: 'var(--accent-text)',
        border: none,
      };
    case 'subtle':
    case 'transparent':
      return { background: 'transparent', hover: 'var(--hover)', color: 'var(--text-2)', border: none };
    default:
      return {
        background: 'var(--raised)',
        hover: 'var(--hover)',
        color: 'var(--text)',
        border: '1px solid var(--line-strong)',
      };
  }
};

const FONT =
  'system-ui, -apple-system, "Segoe UI Variable Text", "Segoe UI", "Adwaita Sans", "Inter", "Cantarell", ' +
  '"Hiragino Sans", "Yu Gothic UI", "Noto Sans CJK JP", "Noto Sans JP", "Noto Sans", sans-serif';
const MONO =
  'ui-monospace, "SF Mono", "Cascadia Mono", "Adwaita Mono", "Noto Sans Mono", "DejaVu Sans Mono", "Liberation Mono", ' +
  '"Noto Sans Mono CJK JP", monospace';
const heading = (fontSize: string, lineHeight = '1.3') => ({ fontSize, lineHeight, fontWeight: '620' });

export const theme = createTheme({
  fontFamily: FONT,
  fontFamilyMonospace: MONO,
  primaryColor: 'accent',
  primaryShade: { light: 6, dark: 3 },
  colors: { accent: ACCENT },
  variantColorResolver: variants,
  respectReducedMotion: true,
  focusRing: 'auto',
  fontSizes: { xs: '11px', sm: '12px', md: '13px', lg: '15px', xl: '19px' },
  lineHeights: { xs: '1.35', sm: '1.4', md: '1.45', lg: '1.3', xl: '1.25' },
  spacing: { xs: '8px', sm: '12px', md: '16px', lg: '20px', xl: '28px' },
  radius: { xs: '4px', sm: '5px', md: '7px', lg: '11px', xl: '13px' },
  defaultRadius: 'md',
  breakpoints: { xs: '36em', sm: '43.75em', md: '55em', lg: '75em', xl: '88em' },
  shadows: { xs: 'none', sm: 'none', md: 'var(--shadow-pop)', lg: 'var(--shadow-pop)', xl: 'var(--shadow-pop)' },
  headings: {
    textWrap: 'balance',
    sizes: {
      h1: heading('19px', '1.25'),
      h2: heading('15px'),
      h3: heading('13px', '1.45'),
      h4: heading('13px'),
      h5: heading('13px'),
      h6: heading('13px'),
    },
  },
  components: {
    Button: { defaultProps: { variant: 'default', size: 'sm' } },
    ActionIcon: { defaultProps: { variant: 'subtle', size: 'md' } },
    Tooltip: { defaultProps: { openDelay: 400, transitionProps: { duration: 120, transition: 'fade' } } },
    Menu: {
      defaultProps: {
        shadow: 'md',
        portalProps: { target: '#main' },
        // A menu may hold menu items alone; focus goes to the first of them.
        withInitialFocusPlaceholder: false,
        transitionProps: { duration: 160, transition: 'pop' },
      },
    },
    Select: { defaultProps: { comboboxProps: { portalProps: { target: '#main' } } } },
    Modal: { defaultProps: { centered: true, shadow: 'md', transitionProps: { duration: 160, transition: 'fade' } } },
    SegmentedControl: { defaultProps: { withItemsBorders: false, transitionDuration: 120 } },
    ScrollArea: { defaultProps: { type: 'auto', scrollbarSize: 8 } },
  },
});
