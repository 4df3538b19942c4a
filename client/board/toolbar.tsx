import { ActionIcon, Tooltip } from '@mantine/core';
import {
  IconAngle,
  IconArrowBackUp,
  IconArrowUpRight,
  IconCircle,
  IconEraser,
  IconLetterT,
  IconLine,
  IconPencil,
  IconTrash,
} from '@tabler/icons-react';
import { INK_COLOURS, type StrokeTool } from '../../shared/contract/board.ts';
import { useShortcuts } from '../ui/shortcuts.ts';
import type { PenStyle } from './board-pen.ts';
import { PEN_WIDTHS } from './pen-widths.ts';
import classes from './toolbar.module.css';

export interface ToolChoice<Tool extends string> {
  tool: Tool;
  name: string;
  Icon: typeof IconLine;
}

export const BOARD_TOOLS: readonly ToolChoice<StrokeTool>[] = [
  { tool: 'freehand', name: 'Freehand', Icon: IconPencil },
  { tool: 'line', name: 'Line', Icon: IconLine },
  { tool: 'arrow', name: 'Arrow', Icon: IconArrowUpRight },
  { tool: 'ellipse', name: 'Ellipse', Icon: IconCircle },
  { tool: 'angle', name: 'Angle', Icon: IconAngle },
  { tool: 'text', name: 'Text', Icon: IconLetterT },
];

const COLOUR_NAMES: Readonly<Record<(typeof INK_COLOURS)[number], string>> = {
  '#ffd400': 'Yellow',
  '#ff4d4f': 'Red',
  '#00c2ff': 'Blue',
  '#3ddc84': 'Green',
  '#ffffff': 'White',
  '#111111': 'Black',
};

/** The first nine tools have a digit as their key. */
const DIGITS = 9;

interface Props<Tool extends string> {
  tools: readonly ToolChoice<Tool>[];
  style: PenStyle<Tool>;
  /** Whether the tool is in hand. */
  drawing: boolean;
  mayClearAll: boolean;
  onStyle(style: PenStyle<Tool>): void;
  onDrawing(drawing: boolean): void;
  onUndo(): void;
  onClear(scope: 'mine' | 'all'): void;
}

export function Toolbar<Tool extends string>(props: Props<Tool>) {
  const { tools, style, drawing, mayClearAll, onStyle, onDrawing, onUndo, onClear } = props;
  const pick = (tool: Tool) => {
    onDrawing(!(drawing && style.tool === tool));
    onStyle({ ...style, tool });
  };
  useShortcuts([
    ...tools.slice(0, DIGITS).map(({ tool }, index) => ({ key: String(index + 1), act: () => pick(tool) })),
    { key: 'Z', mod: true, repeats: true, act: onUndo },
    { key: 'Z', repeats: true, act: onUndo },
    { key: 'Escape', act: () => onDrawing(false) },
  ]);
  return (
    <div className={classes.toolbar} role="toolbar" aria-label="Drawing">
      {tools.map(({ tool, name, Icon }, index) => (
        <Tooltip key={tool} label={index < DIGITS ? `${name} (${index + 1})` : name} openDelay={400}>
          <ActionIcon
            size="lg"
            variant={drawing && style.tool === tool ? 'filled' : 'subtle'}
            color={drawing && style.tool === tool ? 'turf' : 'gray'}
            aria-label={name}
            aria-pressed={drawing && style.tool === tool}
            onClick={() => pick(tool)}
          >
            <Icon size={20} />
          </ActionIcon>
        </Tooltip>
      ))}
      <span className={classes.gap} />
      <div className={classes.colours} role="radiogroup" aria-label="Colour">
        {INK_COLOURS.map((colour) => (
          <label key={colour} className={classes.colour}>
            <input
              type="radio"
              name="ink"
              className="visually-hidden"
              checked={style.colour === colour}
              onChange={() => onStyle({ ...style, colour })}
              aria-label={COLOUR_NAMES[colour]}
            />
            <span style={{ background: colour }} />
          </label>
        ))}
      </div>
      <div className={classes.widths} role="radiogroup" aria-label="Line width">
        {PEN_WIDTHS.map(({ name, width }) => (
          <label key={name} className={classes.colour}>
            <input
              type="radio"
              name="width"
              className="visually-hidden"
              checked={style.width === width}
              onChange={() => onStyle({ ...style, width })}
              aria-label={name}
            />
            <i style={{ width: width * 900, height: width * 900 }} />
          </label>
        ))}
      </div>
      <span className={classes.gap} />
      <Tooltip label="Undo (Z)" openDelay={400}>
        <ActionIcon size="lg" variant="subtle" color="gray" aria-label="Undo" onClick={onUndo}>
          <IconArrowBackUp size={20} />
        </ActionIcon>
      </Tooltip>
      <Tooltip label="Clear my ink" openDelay={400}>
        <ActionIcon size="lg" variant="subtle" color="gray" aria-label="Clear my ink" onClick={() => onClear('mine')}>
          <IconEraser size={20} />
        </ActionIcon>
      </Tooltip>
      {mayClearAll && (
        <Tooltip label="Clear the whole board" openDelay={400}>
          <ActionIcon
            size="lg"
            variant="subtle"
            color="gray"
            aria-label="Clear the whole board"
            onClick={() => onClear('all')}
          >
            <IconTrash size={20} />
          </ActionIcon>
        </Tooltip>
      )}
    </div>
  );
}
