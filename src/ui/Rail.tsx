/** The rail: the views that there are, and at its foot keys and theme. */
import { usePage, type View } from '../store/page';
import { Icon, Mark, ThemeIcon, type IconName } from './icons';
import { switchTheme } from './theme';

const VIEWS: readonly { id: View; title: string; icon: IconName; keys: string }[] = [
  { id: 'run', title: 'Run', icon: 'run', keys: 'G, R' },
  { id: 'data', title: 'Data', icon: 'data', keys: 'G, D' },
  { id: 'results', title: 'Results', icon: 'results', keys: 'G, S' },
];

export function Rail() {
  const view = usePage((page) => page.view);
  const toggled = usePage((page) => page.leftToggled);
  const { show } = usePage.getState();
  return (
    <nav className="rail" aria-label="Views">
      <span className="mark">
        <Mark />
      </span>
      {VIEWS.map(({ id, title, icon, keys }) => (
        <button
          key={id}
          aria-current={id === view ? 'page' : undefined}
          title={`${title} (${keys})`}
          onClick={() => show({ view: id })}
        >
          <Icon name={icon} />
          {title}
        </button>
      ))}
      <button className="drawer-opener" aria-expanded={toggled} onClick={() => show({ leftToggled: !toggled })}>
        <Icon name="panel" />
        Curves
      </button>
      <span className="gap" />
      <button aria-keyshortcuts="?" aria-haspopup="dialog" onClick={() => show({ sheet: true })}>
        <Icon name="keys" />
        Keys
      </button>
      <button onClick={switchTheme}>
        <ThemeIcon />
        Theme
      </button>
    </nav>
  );
}
