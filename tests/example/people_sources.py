"""Where the example's figures about people come from, and who speaks about them."""

from __future__ import annotations

SOURCES = {
    "goals.attainment": (
        "年度目标达成率",
        "planning",
        "2026-01-08",
        "《2025 年度个人目标完成情况核定表》，编号规统 2026-03",
        "目标完成核定单",
    ),
    "productivity.on-time": (
        "按期办结率，按季度",
        "general-office",
        "2026-01-09",
        "《2025 年度督办件办结统计》，编号督办 2026-05",
        "督办系统导出单",
    ),
    "attitude.attendance": (
        "工作纪律",
        "discipline",
        "2026-01-07",
        "《2025 年度考勤和会议纪律情况》，编号纪监 2026-02",
        "考勤核对单",
    ),
    "innovation.proposals": (
        "被采纳的改进建议",
        "organisation",
        "2026-01-06",
        "《2025 年度改进建议采纳台账》，编号组织 2026-01",
        "建议采纳单",
    ),
    "teamwork.department": (
        "对科室任务的贡献",
        "planning",
        "2026-01-08",
        "《2025 年度科室共同任务分工核对表》，编号规统 2026-04",
        "任务分工表",
    ),
    "execution.tasks": (
        "交办任务质量",
        "general-office",
        "2026-01-09",
        "《2025 年度交办任务抽查评定》，编号督办 2026-06",
        "抽查评定单",
    ),
    "execution.problems": (
        "解决疑难问题，只评工作人员",
        "general-office",
        "2026-01-09",
        "《2025 年度疑难问题销号台账》，编号督办 2026-07",
        "销号单",
    ),
    "execution.oversight": (
        "督促检查，只评领导干部",
        "discipline",
        "2026-01-07",
        "《2025 年度督促检查记录》，编号纪监 2026-03",
        "督查记录",
    ),
    "improvement.report": (
        "自评与改进，专家审核后评定",
        "personnel",
        "2026-01-12",
        "《2025 年度自评报告审核意见汇总》，编号人教 2026-02",
        "审核意见表",
    ),
    "improvement.training": (
        "培训学时",
        "personnel",
        "2026-01-06",
        "《2025 年度培训学时统计》，编号人教 2026-01",
        "学时证明",
    ),
    "bonus.honours": (
        "正式表彰，加分项",
        "organisation",
        "2026-01-06",
        "《2025 年度表彰文件清单》，编号组织 2026-02",
        "表彰文件",
    ),
}
"""By indicator: what the comment calls it, who provides it, when, the report, and what single figures rest on."""

GROUPS = {
    "meeting": ("述职会议参加人员（工作汇报）", "work_report", "2025-12-16", "A-0135", "A-0119"),
    "colleagues": ("同事（同事评价）", "peers", "2025-12-17", "A-0136", "A-0120"),
    "served": ("服务对象（群众评议）", "public", "2025-12-18", "A-0214", "A-0121"),
    "inspectors": ("特邀监督员（群众评议）", "public", "2025-12-19", "A-0134", "A-0123"),
}
"""By rater group: what the comment calls it, its channel, the day, teller and scrutineer."""
