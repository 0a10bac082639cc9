import { BarChart, LineChart } from 'echarts/charts';
import { GridComponent, LegendComponent, TooltipComponent } from 'echarts/components';
import { init, use, type EChartsCoreOption } from 'echarts/core';
import { CanvasRenderer } from 'echarts/renderers';

use([BarChart, LineChart, GridComponent, LegendComponent, TooltipComponent, CanvasRenderer]);

/** Draws it and keeps it as wide as its place; gives back what ends it. */
export function draw(place: HTMLElement, option: EChartsCoreOption): () => void {
  const chart = init(place, undefined, { renderer: 'canvas' });
  chart.setOption(option);
  const watch = new ResizeObserver(() => chart.resize());
  watch.observe(place);
  return () => {
    watch.disconnect();
    chart.dispose();
  };
}
